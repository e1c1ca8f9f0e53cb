// Numbers that are asked for again (htmx does the asking): nothing is asked from a tab that nobody sees, and what has not
// changed is not sent again. The pages themselves are kept by no cache, so the tag of what was sent last is remembered here.
const tags = new WeakMap();
const live = (event) => event.target.matches?.("[data-live]");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (live(event) && document.hidden) {
    event.preventDefault();
  }
});

document.addEventListener("htmx:configRequest", (event) => {
  if (live(event) && tags.has(event.target)) {
    event.detail.headers["If-None-Match"] = tags.get(event.target);
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!live(event)) {
    return;
  }
  const { xhr, pathInfo } = event.detail;
  // Led elsewhere: the session is over, and what came is the page to sign in.
  event.detail.shouldSwap = xhr.status === 200 && xhr.responseURL.endsWith(pathInfo.finalRequestPath);
  if (event.detail.shouldSwap) {
    tags.set(event.target, xhr.getResponseHeader("ETag"));
  }
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    for (const each of document.querySelectorAll("[data-live]")) {
      window.htmx?.trigger(each, "live:look");
    }
  }
});
