// On paper nothing can be scrolled or pressed: the grid is as high as all that it has.
export const ON_SCREEN = { height: "100%", dayMaxEvents: true };
const ON_PAPER = { height: "auto", dayMaxEvents: false };

export function followPaper(calendar) {
  const put = (options) => {
    for (const [name, value] of Object.entries(options)) calendar.setOption(name, value);
  };
  addEventListener("beforeprint", () => put(ON_PAPER));
  addEventListener("afterprint", () => put(ON_SCREEN));
}
