// The editor of a recurrence: shows the fields that matter, and says the rule in words.

const isRule = (given) => given.repeats && given.repeats !== "custom";
const SHOWN = {
  interval: isRule,
  weekdays: (given) => given.repeats === "WEEKLY",
  ends: isRule,
  ends_until: (given) => isRule(given) && given.ends === "until",
  ends_after: (given) => isRule(given) && given.ends === "count",
};

export function followRule(editor) {
  const form = editor.closest("form");
  const words = editor.querySelector("[data-rule-words]");
  let turn = 0;

  async function say() {
    const own = (turn += 1);
    // addresses are kept in logs: nothing of the event goes into one but when it recurs
    const given = [...new FormData(form)].filter(([name]) => name === "starts_on" || editor.elements.namedItem(name));
    const address = `${editor.dataset.rule}${editor.dataset.rule.includes("?") ? "&" : "?"}${new URLSearchParams(given)}`;
    const answer = await fetch(address).catch(() => null);
    const said = answer?.ok ? await answer.text() : "";
    if (own === turn) words.textContent = said;
  }

  function update() {
    const given = Object.fromEntries(new FormData(form));
    for (const [name, isShown] of Object.entries(SHOWN)) editor.querySelector(`.field.${name}`).hidden = !isShown(given);
    if (isRule(given)) say();
    else words.textContent = "";
  }

  editor.addEventListener("change", update);
  form.elements.starts_on?.addEventListener("change", update);
  update();
}
