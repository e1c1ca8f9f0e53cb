// Hashes the chosen file here and asks about the digest: the file itself is never sent.
const form = document.querySelector("[data-verify]");
const file = form?.querySelector("input[type=file]");
const told = form?.querySelector("[data-verify-told]");

if (form && file && window.crypto?.subtle) {
  form.querySelector("[data-verify-file]").hidden = false;
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    told.textContent = "Hashing the file on this machine";
    try {
      const digest = await crypto.subtle.digest("SHA-256", await file.files[0].arrayBuffer());
      form.elements.sha256.value = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      form.requestSubmit();
    } catch (error) {
      told.textContent = `The file could not be read: ${error.message}`;
    }
  });
}
