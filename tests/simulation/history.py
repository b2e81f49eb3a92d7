"""One history: a seed decides what happens, when, and what goes wrong."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import time_machine
from tests.simulation.database import Database
from tests.simulation.faults import NAMES, NAMES_OF_WRITES, Troubles
from tests.simulation.forecast import Forecast
from tests.simulation.network import Network
from tests.simulation.oracles import Oracles, Violation
from tests.simulation.peace import faults_of_peace
from tests.simulation.scheduler import Scheduler, Worker
from tests.simulation.simulated_clock import BEGINNING, SimulatedClock
from tests.simulation.site import LOOK, Site
from tests.simulation.world import TEAM, Remote

from dj_google_calendar import clock, tasks
from dj_google_calendar.models import Account
from dj_google_calendar.task_api import task_backends
from gcal_emulator.push.channels import Message

STEPS = (20, 100)
WORKERS = 4
SPANS = (1, 5, 30, 100, 100, 400, 400, 1000, 3700, 6 * 3600, 30 * 3600)
DAY = 24 * 3600
WEEKS = (5.5 * DAY, 8 * DAY)
"""In the first one channels come to be renewed, after the second one they have ended."""
PAGE_SIZES = (0, 1, 2, 2, 3)
PAUSES = (30, 100, 200, 1000)
"""Most are longer than a lease."""
PEACE_SECONDS = 85 * 60
"""Longer than the longest wait after a failure."""
LISTS_SECONDS = 27 * 3600
"""Longer than the longest wait for a full reading of the calendar list."""
ROUNDS = 5
TICK = 0.001

ALWAYS = {"turn": 12, "begin": 5, "change": 4, "message": 4, "time": 2}
SOMETIMES = {
    "trouble": 4,
    "kill": 1.5,
    "pause": 1,
    "share": 1,
    "grant": 0.7,
    "expire": 2,
    "pages": 1,
    "break_item": 1.5,
    "week": 0.4,
    "mishap": 2,
    "forgery": 1,
}
OF_EDITS = {"edit": 6, "push": 4, "trouble_of_writes": 3}
IDLE_CYCLES, STAYS_IDLE = 3, 0.3
"""So long, and so often, a history goes on in which nothing is wanted; it costs as much as all."""


def run(seed: int) -> "History":
    """Run a history in the laboratory; see its ``found`` and ``trace``."""
    random = Random(seed)
    with time_machine.travel(BEGINNING, tick=False) as system:
        history = History(random, system)
        history.happen()
    return history


class History:
    """Everything that one seed brings about."""

    def __init__(self, random: Random, system: time_machine.Traveller) -> None:
        self.trace: list[str] = []
        self._random = random
        self._remote = Remote(random)
        self._clock = SimulatedClock(random, self._remote.google, system)
        self._database = Database(self._committed, self._took, self._took_lane)
        self._oracles = Oracles(self._remote, self._database)
        self._network = Network(self._remote.google, self._pass_time)
        self._network.arrive = self._oracles.ledger.carry
        self._network.shown = self._oracles.ledger.shown
        self._troubles = Troubles(
            random, self._remote, self._database, self._oracles.forgive, self._begin_pull
        )
        self._scheduler = Scheduler(random, self._database.within)
        self._site: Site
        self._paused: dict[Worker, float] = {}
        self._messages: list[Message] = []
        self._is_shared_anew = False
        self._left: list[float] = []
        self._weights = self._swarm()

    @property
    def found(self) -> Violation | None:
        """The first oracle that was broken."""
        return self._oracles.found

    def happen(self) -> None:
        """Let it all happen: a beginning in peace, a time of trouble, and peace again."""
        with clock.use(self._clock), self._network.installed(), self._database.watched():
            try:
                self._begin_site()
                self._network.way = self._troubles.way
                for _ in range(self._random.randint(*STEPS)):
                    if self.found is None:
                        self._step()
                if self.found is None:
                    self._make_peace()
            finally:
                self._scheduler.end()

    def _swarm(self) -> dict[str, float]:
        """Draw which kinds of things happen in this history at all."""
        drawn = {name: weight for name, weight in SOMETIMES.items() if self._random.random() < 0.5}
        edits = OF_EDITS if self._random.random() < 0.8 else {}
        return ALWAYS | drawn | edits

    def _begin_site(self) -> None:
        self._database.empty()
        task_backends["default"].results.clear()
        for _ in range(self._random.randint(2, 24)):
            self._remote.change()
        self._remote.google.page_size(self._random.choice(PAGE_SIZES))
        self._site = Site(self._random, self._clock, self._remote)
        self._site.connect()
        tasks.pull_due_lists()
        if self._random.random() < 0.6:
            tasks.tick()  # it has been running for a while
        self._oracles.world_changed()

    # the time of trouble

    def _step(self) -> None:
        names = list(self._weights)
        name = self._random.choices(names, list(self._weights.values()))[0]
        act: Callable[[], str] = getattr(self, f"_do_{name}")
        self._say(f"{name}: {act()}")
        self._oracles.world_changed()

    def _do_turn(self) -> str:
        worker = self._next_worker()
        return self._turn(worker) if worker else self._do_begin()

    def _do_begin(self) -> str:
        if len(self._scheduler.workers) >= WORKERS:
            return "too many"
        return self._turn(self._scheduler.begin(*self._site.job()))

    def _begin_pull(self, calendar_id: str) -> None:
        self._scheduler.begin(LOOK, lambda: self._site.pull(calendar_id))

    def _do_change(self) -> str:
        return self._remote.change()

    def _do_message(self) -> str:
        message = self._take_message()
        return self._deliver(message) if message else self._do_change()

    def _do_mishap(self) -> str:
        """Lose a message, or deliver it twice; those left behind are overtaken."""
        message = self._take_message()
        if message is None:
            return self._do_change()
        if self._random.random() < 0.5:
            return "lost"
        self._messages.append(message)
        return self._deliver(message)

    def _do_forgery(self) -> str:
        """Send what only looks like one of Google's messages; nobody may believe it."""
        channels = list(self._remote.google.world.channels)
        if not channels:
            return self._do_change()
        channel = self._random.choice(channels)
        tokens = ("", "A" * 43, *(each.token for each in channels if each is not channel))
        forged = replace(channel, token=self._random.choice(tokens))
        status = self._site.hear(Message(forged, number=9, state="exists"))
        if status != 404:
            self._oracles.violate("no forgery counts", f"it is answered by {status}")
        return f"of channel {channel.id}"

    def _do_time(self) -> str:
        return self._advance(self._random.choice(SPANS))

    def _do_week(self) -> str:
        return self._advance(self._random.choice(WEEKS))

    def _do_trouble(self) -> str:
        name = self._random.choice(NAMES)
        self._troubles.add(name)
        return name

    def _do_edit(self) -> str:
        if len(self._scheduler.workers) >= WORKERS:
            return "too many"
        return self._turn(self._scheduler.begin(*self._site.person.job()))

    def _do_push(self) -> str:
        if len(self._scheduler.workers) >= WORKERS:
            return "too many"
        return self._turn(self._scheduler.begin(*self._site.push()))

    def _do_trouble_of_writes(self) -> str:
        name = self._random.choice(NAMES_OF_WRITES)
        self._troubles.add(name)
        return name

    def _do_break_item(self) -> str:
        broken = self._troubles.break_item()
        if self._random.random() < 0.5:  # a full list may not take it for gone
            self._remote.google.expire_sync_tokens()
        return broken

    def _do_kill(self) -> str:
        if not self._scheduler.workers:
            return "nobody"
        worker = self._random.choice(self._scheduler.workers)
        worker.fuse = self._random.randrange(25)
        return f"{worker.name} in {worker.fuse} points"

    def _do_pause(self) -> str:
        if not self._scheduler.workers:
            return "nobody"
        worker = self._random.choice(self._scheduler.workers)
        seconds = self._random.choice(PAUSES)
        self._paused[worker] = self._clock.monotonic() + seconds
        return f"{worker.name} for {seconds} s"

    def _do_share(self) -> str:
        if TEAM not in self._remote.calendar_ids:
            return "nothing"
        self._is_shared_anew = True
        return self._remote.share()

    def _do_grant(self) -> str:
        if any(worker.name.startswith("connect") for worker in self._scheduler.workers):
            return "connects"
        if self._site.is_revoked:
            return self._turn(self._scheduler.begin("connect", self._site.connect))
        self._remote.revoke()
        if self._random.random() < 0.5:
            return "revoked"
        worker = self._scheduler.begin("connect", self._site.connect)
        while not worker.is_over and worker.wakes_at <= self._clock.monotonic():
            turned = self._turn(worker)
        return f"revoked, and {turned}"

    def _do_expire(self) -> str:
        if self._random.random() < 0.5:
            self._remote.google.expire_sync_tokens()
            return "sync tokens"
        self._remote.google.expire_access_tokens()
        return "access tokens"

    def _do_pages(self) -> str:
        size, empty = self._random.choice(PAGE_SIZES), self._random.choice((0, 0, 1, 3))
        self._remote.google.page_size(size)
        self._remote.google.empty_pages(empty)
        return f"of {size}, {empty} empty"

    # peace

    def _make_peace(self) -> None:
        self._say("peace")
        self._troubles.end()
        self._network.way = None
        self._remote.google.page_size(0)
        self._remote.google.empty_pages(0)
        self._paused.clear()
        self._oracles.world_changed()
        while worker := self._next_worker():
            worker.fuse = -1
            self._say(self._turn(worker))
            self._oracles.world_changed()  # what was on its way may still meet trouble
        while (message := self._take_message()) and self._random.random() < 0.9:
            self._say(self._deliver(message))
        self._reconnect()
        self._site.switch_all_on()
        forecast = Forecast(self._database)
        waits = self._left = [PEACE_SECONDS] * ROUNDS
        if self._is_shared_anew or self._troubles.has_shown_the_past:
            waits.insert(0, LISTS_SECONDS)
        while waits and self.found is None:
            if self._poll(waits.pop(0), is_last=not waits):
                self._look_back(forecast)
                if self._random.random() < STAYS_IDLE:
                    self._stay_idle()
                return

    def _look_back(self, forecast: Forecast) -> None:
        if not self._troubles.has_shown_the_past:
            for oracle, says in forecast.faults(self._oracles.ledger.touched):
                self._oracles.violate(oracle, says)

    def _reconnect(self) -> None:
        account = Account.objects.order_by("pk")[0]
        if account.state == Account.State.REAUTH_REQUIRED and not self._site.is_revoked:
            self._oracles.violate("nothing is stuck", f"a reconnect is asked for: {account}")
        if self._site.is_revoked:
            self._site.connect()

    def _stay_idle(self) -> None:
        """Go on for a while, in which nothing is written, as nothing is wanted."""
        before = self._oracles.ledger.writes
        for _ in range(IDLE_CYCLES):
            self._advance(PEACE_SECONDS)
            tasks.tick()
        if self._oracles.ledger.writes != before:
            self._oracles.violate("idle is silent", "something was written")

    def _poll(self, seconds: float, *, is_last: bool) -> bool:
        """Poll after a while; say whether all is as it should be."""
        self._say(f"poll: {self._advance(seconds)}")
        try:
            tasks.tick()
        except Exception as error:
            self._oracles.violate("no job fails", f"a tick: {error!r}")
        self._site.person.give_up(all_of_them=len(self._left) < ROUNDS - 1)
        self._database.look(None)
        faults = [*faults_of_peace(self._remote, self._network)]
        faults += self._oracles.ledger.faults_of_peace()
        for oracle, says in faults if is_last else ():
            self._oracles.violate(oracle, says)
        return not faults

    # what all of these use

    def _next_worker(self) -> Worker | None:
        """Draw a worker that can go on, after a wait where none can."""
        workers = self._scheduler.workers
        if not workers:
            return None
        moments = {each: max(each.wakes_at, self._paused.get(each, 0)) for each in workers}
        now = self._clock.monotonic()
        if min(moments.values()) > now:
            self._advance(min(moments.values()) - now + TICK)
            now = self._clock.monotonic()
        return self._random.choice([each for each in workers if moments[each] <= now])

    def _turn(self, worker: Worker) -> str:
        self._scheduler.turn(worker)
        self._database.look(worker)
        if worker.error is not None:
            self._oracles.violate("no job fails", f"{worker.name}: {worker.error!r}")
        return f"{worker.name} {worker}"

    def _deliver(self, message: Message) -> str:
        channel = message.channel
        heard = self._site.hears(channel.id)
        micros = self._remote.calendar(channel.calendar_id).micros if channel.calendar_id else 0

        def hear() -> None:
            is_accepted = self._site.hear(message) == 204
            if is_accepted and heard and self._site.hears(channel.id) and channel.calendar_id:
                self._oracles.told(channel.calendar_id, micros)

        return self._turn(self._scheduler.begin("webhook", hear))

    def _take_message(self) -> Message | None:
        channels = self._remote.google.world.channels
        while channels.outgoing:
            self._messages.append(channels.outgoing.popleft()[0])
        now = self._remote.google.world.clock.micros()
        self._messages = [message for message in self._messages if message.is_wanted(now)]
        if not self._messages:
            return None
        return self._messages.pop(self._random.randrange(len(self._messages)))

    def _advance(self, seconds: float) -> str:
        self._clock.advance(seconds)
        return f"{seconds} s"

    def _pass_time(self) -> None:
        self._clock.advance(self._random.choice((0.02, 0.1, 0.1, 2.0)))

    def _committed(self, worker: Worker | None) -> None:
        self._oracles.committed(worker)

    def _took(self, worker: Worker, calendar_pk: int, generation: int) -> None:
        self._oracles.took(worker, calendar_pk, generation)

    def _took_lane(self, worker: Worker, head: int, generation: int) -> None:
        self._oracles.ledger.took(worker, head, generation)

    def _say(self, text: str) -> None:
        self.trace.append(f"{self._clock.monotonic():10.2f} {text}")
