"""What becomes of a notification: delivered, repeated, given up, lost, late, doubled."""

import datetime as dt
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ALICE = "alice@example.com"


@pytest.fixture
def outcomes(google):
    """Waits until nothing is on its way, and gives what became of each message."""

    def found():
        google.wait_for_deliveries()
        return [(each.outcome, each.statuses) for each in google.deliveries]

    return found


@pytest.fixture
def quick(google):
    """Repetitions that need not be waited for."""
    google.switch(push_retry_seconds=0.001)


@pytest.mark.rule("P-16")
@pytest.mark.parametrize("status", [200, 201, 202, 204, 102])
def test_these_answers_say_that_it_has_come(receiver, watch, outcomes, status):
    receiver.answers = [status]

    watch()

    assert outcomes() == [("delivered", [status])]


@pytest.mark.rule("P-16")
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_after_these_answers_it_is_sent_again(receiver, watch, outcomes, quick, status):
    receiver.answers = [status, status, 200]

    watch()

    assert outcomes() == [("delivered", [status, status, 200])]
    assert receiver.said("Message-Number") == ["1"] * 3


@pytest.mark.rule("P-16")
@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 501, 203, 301])
def test_after_any_other_answer_it_is_dropped(receiver, watch, outcomes, status):
    receiver.answers = [status]

    watch()

    assert outcomes() == [("failed", [status])]


@pytest.mark.rule("P-16")
def test_it_is_given_up_in_the_end(google, receiver, watch, outcomes, quick):
    google.switch(push_retries=2)
    receiver.answers = [503] * 9

    watch()

    assert outcomes() == [("failed", [503, 503, 503])]


@pytest.mark.rule("P-16")
def test_the_wait_before_a_repetition_doubles(google, receiver, watch, told):
    google.switch(push_retry_seconds=0.02)
    receiver.answers = [503, 503, 503]

    begun = dt.datetime.now(dt.UTC)
    watch()
    told()

    assert dt.datetime.now(dt.UTC) - begun >= dt.timedelta(seconds=0.02 + 0.04 + 0.08)


@pytest.mark.rule("P-16")
def test_where_nobody_listens_it_is_tried_again(watch, outcomes, quick):
    watch(address="http://127.0.0.1:9/")

    assert outcomes() == [("failed", [0] * 5)]


def test_a_redirect_is_not_followed(receiver, new_receiver, watch, outcomes):
    elsewhere = new_receiver()
    receiver.answers, receiver.headers = [302], {"Location": elsewhere.url}

    watch()

    assert outcomes() == [("failed", [302])]
    assert elsewhere.messages == []


def test_an_answer_that_is_no_http_is_none(google, watch, outcomes, quick, garbage):
    google.switch(push_retries=0)

    watch(address=garbage)

    assert outcomes() == [("failed", [0])]


@pytest.fixture
def garbage():
    """The address of something that speaks no HTTP."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def answer():
            connection, _ = listening.accept()
            with connection:
                connection.recv(9999)
                connection.sendall(b"\x00\xff" * 50_000)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join()


def test_a_receiver_that_hangs_does_not_hold_the_others(google, new_receiver, watch):
    hanging, other = new_receiver(), new_receiver()
    hanging.may_answer.clear()
    for _ in range(12):
        watch(address=hanging.url)

    watch(address=other.url)

    other.wait_for(1)
    assert [each.outcome for each in google.deliveries[:12]] == ["waiting"] * 12


def test_a_receiver_that_hangs_is_left_alone_after_a_while(google, receiver, watch, outcomes):
    google.switch(push_timeout_seconds=0.05, push_retries=0)
    receiver.may_answer.clear()

    watch()

    assert outcomes() == [("failed", [0])]


def test_messages_of_a_channel_come_one_after_the_other(google, receiver, watch, add):
    receiver.may_answer.clear()
    watch()
    add()
    receiver.wait_for(1)
    assert receiver.states == ["sync"]

    receiver.may_answer.set()

    google.wait_for_deliveries()
    assert receiver.states == ["sync", "exists"]


def test_the_emulator_ends_though_a_receiver_hangs(google, receiver, watch):
    receiver.may_answer.clear()
    watch()
    receiver.wait_for(1)

    google.stop()

    google.start()
    assert google.deliveries[-1].outcome == "waiting"


@pytest.mark.rule("P-13")
def test_a_certificate_that_nobody_vouches_for_is_not_accepted(
    google, watch, outcomes, own_certificate
):
    google.switch(push_retries=0)

    watch(address=own_certificate)

    assert outcomes() == [("failed", [0])]


@pytest.fixture
def own_certificate(tmp_path):
    """The https address of a server whose certificate is its own work."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(1))
    form = serialization.Encoding.PEM
    private = key.private_bytes(
        form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "server.pem"
    path.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def answer():
            connection, _ = listening.accept()
            with connection, pytest.raises(ssl.SSLError):
                context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"https://localhost:{listening.getsockname()[1]}/"
        thread.join()


@pytest.mark.rule("P-17")
def test_a_message_gets_lost_on_demand(google, receiver, watch, told, add):
    watch()
    google.disturb(action="drop")
    add()
    add()

    assert told() == ["sync", "exists"]
    assert [each.outcome for each in google.deliveries] == ["delivered", "dropped", "delivered"]


@pytest.mark.rule("P-17")
def test_a_share_of_the_messages_gets_lost_by_chance(google, watch, add):
    google.disturb(action="drop", probability=0.3, times=1000)
    watch()
    for _ in range(60):
        add()
    google.wait_for_deliveries()

    lost = sum(each.outcome == "dropped" for each in google.deliveries)
    assert 5 < lost < 35


def test_a_message_comes_twice_on_demand(google, receiver, watch, told, add):
    watch()
    google.disturb(action="duplicate")
    add()

    assert told() == ["sync", "exists", "exists"]
    assert len(set(receiver.said("Message-Number"))) == 2


def test_a_message_comes_late_on_demand(google, receiver, watch, told, add):
    watch()
    google.disturb(action="delay", seconds=0.05)
    add()
    add()
    told()

    numbers = [int(number) for number in receiver.said("Message-Number")]
    assert numbers != sorted(numbers)
    assert len(numbers) == 3


@pytest.mark.parametrize("times", [1, 2])
def test_messages_change_places_on_demand(google, receiver, watch, told, add, times):
    watch()
    told()
    google.disturb(action="reorder", times=times)
    for _ in range(2 * times):
        add()
    told()

    numbers = [int(number) for number in receiver.said("Message-Number")]
    swapped = [numbers[0]] + [
        n for i in range(1, len(numbers), 2) for n in numbers[i : i + 2][::-1]
    ]
    assert swapped == sorted(numbers) != numbers


def test_a_rule_is_for_one_channel_and_used_up_by_its_count(google, receiver, watch, add):
    watch(id="a")
    watch(id="b")
    google.disturb(action="drop", channel_id="a", times=2)
    for _ in range(3):
        add()
    google.wait_for_deliveries()

    assert receiver.said("Channel-ID").count("a") == 2
    assert receiver.said("Channel-ID").count("b") == 4
    assert [(rule.times, rule.met) for rule in google.world.channels.spent] == [(0, 2)]


def test_rules_are_taken_out_of_force(google, watch, told, add):
    watch()
    google.disturb(action="drop", times=9)
    google.clear_faults()
    add()

    assert told() == ["sync", "exists"]


@pytest.mark.parametrize(
    "rule",
    [
        {"action": "burn"},
        {"action": "drop", "times": 0},
        {"action": "drop", "probability": 0},
        {"action": "drop", "seconds": -1},
        {"action": "delay", "seconds": float("nan")},
        {"action": "drop", "times": True},
        {"action": "drop", "met": 1},
        {"action": "drop", "colour": "red"},
    ],
)
def test_a_rule_that_cannot_be_is_refused(google, rule):
    with pytest.raises(ValueError, match=r"[Pp]ush rule|probability"):
        google.disturb(**rule)


def test_a_reset_forgets_what_was_on_its_way(google, receiver, watch, told):
    google.disturb(action="delay", seconds=0.05)
    watch()
    google.reset()
    google.add_event(ALICE, summary="Talk")

    assert told() == []
    assert google.deliveries == []


def test_a_restored_world_has_its_channels_and_no_old_messages(google, receiver, watch, told, add):
    watch()
    told()
    google.snapshot()
    add()
    told()
    google.restore()
    add()

    assert told() == ["sync", "exists", "exists"]
    first, second = receiver.said("Message-Number")[1:]
    assert first == second


def test_a_message_that_is_held_stays_with_its_world(google, receiver, watch, told, add):
    watch()
    told()
    google.disturb(action="reorder")
    add()
    google.snapshot()
    google.restore()
    add()
    told()

    numbers = [int(number) for number in receiver.said("Message-Number")]
    assert numbers[1] > numbers[2] > numbers[0]


def test_a_seed_that_is_added_stops_no_message(google, receiver, watch, told, add):
    receiver.may_answer.clear()
    watch()
    add()
    receiver.wait_for(1)
    google.load({"users": [{"email": "zoe@example.com"}]})
    receiver.may_answer.set()

    assert told() == ["sync", "exists"]
