// What makes axe's rule on contrast affordable, without a change to what it finds.

// Most of its time goes into parsing the same few colours again and again.
(() => {
  const { prototype } = axe.commons.color.Color;
  const parse = prototype.parseString;
  const known = new Map();
  prototype.parseString = function (text) {
    const colour = known.get(text);
    if (colour) {
      [this.r, this.g, this.b, this.alpha] = colour;
      return this;
    }
    parse.call(this, text);
    known.set(text, [this.r, this.g, this.b, this.alpha]);
    return this;
  };
})();

// Of texts that look alike, one is judged. Alike are texts of the same style, in the same place in boxes of the same styles,
// which nothing lies over; rows of a table are, for the most part.
axe.configure({ rules: [{ id: "color-contrast", selector: ":not([data-axe-alike])" }] });

window.markAlike = () => {
  const LOOKS = [
    "color", "backgroundColor", "backgroundImage", "opacity", "mixBlendMode", "filter", "fontSize", "fontWeight", "textShadow",
    "webkitTextFillColor", "webkitTextStrokeWidth", "display", "visibility", "position", "zIndex", "overflowX", "clipPath",
  ];
  const COLOURED_BEFORE_OR_AFTER = ["content", "backgroundColor", "backgroundImage", "position", "width", "height", "opacity"];
  const OWN_WAYS = "label, label *, [aria-disabled], [aria-disabled] *, :disabled, :disabled *, [inert], [inert] *, [id]";
  const numbers = new Map();
  const looks = new Map();
  const styles = new Map();
  const boxes = new Map();
  const floating = [];

  const number = (text) => numbers.get(text) ?? numbers.set(text, numbers.size).get(text);
  const box = (element) => boxes.get(element) ?? boxes.set(element, element.getBoundingClientRect()).get(element);
  const look = (element) => {
    if (!element) return 0;
    if (looks.has(element)) return looks.get(element);
    const style = getComputedStyle(element);
    styles.set(element, style);
    const parts = [look(element.parentElement), element.nodeName, ...LOOKS.map((name) => style[name])];
    for (const pseudo of ["::before", "::after"]) {
      const painted = getComputedStyle(element, pseudo);
      if (painted.content !== "none" && painted.content !== "normal") {
        parts.push(pseudo, ...COLOURED_BEFORE_OR_AFTER.map((name) => painted[name]));
      }
    }
    return looks.set(element, number(parts.join("|"))).get(element);
  };
  const leavesItsPlace = (style) =>
    ["absolute", "fixed", "sticky"].includes(style.position) || style.transform !== "none" || style.translate !== "none" ||
    style.float !== "none" || [style.marginTop, style.marginRight, style.marginBottom, style.marginLeft].some((each) => each.startsWith("-")) ||
    (style.position === "relative" && [style.top, style.right, style.bottom, style.left].some((each) => each !== "auto" && each !== "0px"));
  const meet = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const isCovered = (element) =>
    floating.some((other) => !other.contains(element) && !element.contains(other) && meet(box(element), box(other)));
  const isCut = (element) => {
    for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) {
      const style = styles.get(each);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const [inner, outer] = [box(element), box(each)];
      if (inner.left < outer.left || inner.right > outer.right || inner.top < outer.top || inner.bottom > outer.bottom) return true;
    }
    return false;
  };

  const elements = [...document.body.querySelectorAll(":not(svg *)")];
  for (const element of elements) {
    element.removeAttribute("data-axe-alike");
    look(element);
    if (leavesItsPlace(styles.get(element))) floating.push(element);
  }
  const seen = new Set();
  for (const element of elements) {
    if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue.trim())) continue;
    if (element.matches(OWN_WAYS) || box(element).width === 0 || isCovered(element) || isCut(element)) continue;
    const text = element.textContent.trim();
    const key = `${look(element)} ${text.length > 1} ${/[\p{L}\p{N}]/u.test(text)}`;
    if (seen.has(key)) element.setAttribute("data-axe-alike", "");
    seen.add(key);
  }
};
