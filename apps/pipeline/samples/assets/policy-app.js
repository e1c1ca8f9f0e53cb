// The usage policy is drawn in the browser: without this script the page holds no word of it.
const root = document.getElementById("app");
const element = (name, properties) => Object.assign(document.createElement(name), properties);

const header = element("header", { className: "bar" });
header.append(
  element("a", { href: "/halvorine/", textContent: "Halvorine" }),
  element("a", { href: "/halvorine/pricing", textContent: "Pricing" }),
  element("a", { href: "/halvorine/docs", textContent: "Documentation" }),
);
const main = element("main", { innerHTML: "<p class='loading'>Loading…</p>" });
const footer = element("footer", {
  textContent: "© Halvorine Models, Inc. Halvorine is a fictitious company: a sample for trying an archive.",
});
root.replaceChildren(header, main, footer);

try {
  const answer = await fetch(root.dataset.endpoint, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const policy = await answer.json();
  document.title = `${policy.title} | Halvorine`;
  main.replaceChildren(element("article", { className: "policy", innerHTML: policy.html }));
} catch {
  main.replaceChildren(element("p", { className: "loading", textContent: "Something went wrong. Please retry." }));
}
