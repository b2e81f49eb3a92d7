// Colours of events, and what can be read on them.

// Google's colours of events, by their numbers
const OF_EVENT = {
  1: "#7986cb", 2: "#33b679", 3: "#8e24aa", 4: "#e67c73", 5: "#f6bf26", 6: "#f4511e",
  7: "#039be5", 8: "#616161", 9: "#3f51b5", 10: "#0b8043", 11: "#d50000",
};
const PATTERN = /^#[0-9a-f]{6}$/i;
const OTHERWISE = "#9fe1e7";

export function colorOf(number, calendar) {
  const color = OF_EVENT[number] ?? calendar?.color;
  return PATTERN.test(color) ? color : OTHERWISE;
}

// Black or white, whichever stands out more (WCAG: 4.5 to 1, which one of them always has)
export function textOn(color) {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const part = parseInt(color.slice(place, place + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
