// Passkeys: a form with data-passkey ("create", "get" or "login") asks the authenticator and sends what it answers in its
// hidden field "credential". The button is hidden until a browser that can do it has loaded this.
const TROUBLE = "No passkey was used. You can try again, or take another way.";

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function withBytes(list) {
  return (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));
}

function creation(options, passwordless) {
  const { publicKey } = options;
  const selection = { ...publicKey.authenticatorSelection };
  selection.residentKey = passwordless ? "required" : "discouraged";
  selection.requireResidentKey = passwordless;
  if (passwordless) {
    selection.userVerification = "required";
  }
  return {
    publicKey: {
      ...publicKey,
      authenticatorSelection: selection,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
    },
  };
}

function request(options) {
  const { publicKey } = options;
  return {
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  };
}

function asJson(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: toText(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) {
      answer[part] = toText(response[part]);
    }
  }
  if (response.getTransports) {
    answer.transports = response.getTransports();
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  });
}

async function optionsFor(form) {
  if (form.dataset.passkey !== "login") {
    return JSON.parse(form.querySelector("#passkey-options").textContent);
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    throw new Error(`the server answered ${answer.status}`);
  }
  return answer.json();
}

async function ask(form) {
  const options = await optionsFor(form);
  if (form.dataset.passkey === "create") {
    const passwordless = form.elements.passwordless?.checked ?? true;
    return navigator.credentials.create(creation(options.creation_options, passwordless));
  }
  return navigator.credentials.get(request(options.request_options));
}

async function onSubmit(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector("[data-passkey-start]");
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  button.disabled = true;
  try {
    form.elements.credential.value = asJson(await ask(form));
    form.submit();
  } catch {
    trouble.textContent = TROUBLE; // refused, timed out, unknown key: browsers tell one from the other to nobody
    trouble.hidden = false;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.addEventListener("submit", onSubmit);
    form.querySelector("[data-passkey-start]").hidden = false;
  }
}
