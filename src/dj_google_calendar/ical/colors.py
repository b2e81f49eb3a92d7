"""Colours of events: Google's ids, and the CSS names that stand for them (RFC 7986, 5.9)."""

CSS_NAMES = {
    "1": "cornflowerblue",
    "2": "mediumseagreen",
    "3": "darkorchid",
    "4": "salmon",
    "5": "gold",
    "6": "orangered",
    "7": "deepskyblue",
    "8": "dimgray",
    "9": "royalblue",
    "10": "green",
    "11": "crimson",
}
COLOR_IDS = {name: number for number, name in CSS_NAMES.items()}
