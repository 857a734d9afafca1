// Words and numbers of the page's language.

let WORDS = {};
let LOCALE = "en-GB";

function setWords(words) {
  WORDS = words;
  LOCALE = words.locale;
}

function word(path, values) {
  let text = path.split(".").reduce((at, key) => (at && Object.hasOwn(at, key) ? at[key] : undefined), WORDS);
  if (typeof text !== "string") return path.split(".").pop();
  for (const [name, value] of Object.entries(values || {})) text = text.split(`{${name}}`).join(value);
  return text;
}

// A word of a table by a key that comes from the data, or the key itself.
function lookup(group, key) {
  const words = WORDS[group];
  return words && Object.hasOwn(words, key) ? words[key] : key;
}

function number(value, digits) {
  if (value === null || value === undefined) return "–";
  const most = digits === undefined ? (Math.abs(value) < 10 ? 1 : 0) : digits;
  return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: most }).format(value);
}

function exact(value, digits) {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(value);
}

function percent(share, digits) {
  if (share === null || share === undefined) return "–";
  return new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: digits || 0 }).format(share);
}

function hours(value) {
  return value === null || value === undefined ? "–" : `${number(value)}\u00a0${word("hours")}`;
}

function money(mrub) {
  if (mrub === null || mrub === undefined) return "–";
  const big = Math.abs(mrub) >= 1000;
  return word(big ? "billion" : "million", { x: big ? exact(mrub / 1000, 2) : number(mrub) }).split(" ").join("\u00a0");
}

// Change from a to b in per cent, with a real minus sign; rounded to nothing it is left out.
function change(a, b) {
  if (!a || b === null || b === undefined) return "";
  const share = b / a - 1;
  if (Math.abs(share) < 0.005) return "";
  return (share < 0 ? "−" : "+") + percent(Math.abs(share));
}
