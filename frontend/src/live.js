// Hears of changes: from a stream where the server keeps one open, else by asking now and then.
import { config } from "./config.js";

const ASK_SECONDS = 3;
const PAUSE_SECONDS = 10;

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

export async function follow(changed) {
  let known = null;
  const hear = (version) => {
    if (known !== null && version !== known) changed();
    known = version;
  };
  for (;;) {
    while (document.hidden) await pause(1);
    try {
      const answer = await fetch(config.addresses.changes, { headers: { Accept: "text/event-stream, application/json" } });
      if (!answer.ok) await pause(PAUSE_SECONDS);
      else if (answer.headers.get("Content-Type").startsWith("text/event-stream")) await read(answer, hear);
      else hear((await answer.json()).version);
      await pause(ASK_SECONDS);
    } catch {
      await pause(PAUSE_SECONDS); // the site is away: what is shown stays
    }
  }
}

async function read(answer, hear) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data: ")) hear(JSON.parse(line.slice(6)));
  }
}

