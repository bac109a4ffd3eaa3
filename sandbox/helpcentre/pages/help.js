// The page's own part. Signing out here also ends the chat's conversation.
const form = document.querySelector('#sign-out');
form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const chat = document.querySelector('saldo-chat');
  const patience = new Promise((resolve) => setTimeout(resolve, 2000));
  if (chat?.signOut) await Promise.race([chat.signOut().catch(() => undefined), patience]);
  form.submit();
});

// A code that links a Slack or Telegram account.
const make = document.querySelector('#link-code');
const copy = document.querySelector('#copy-code');
const said = document.querySelector('#code-said');

async function askForCode() {
  const options = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
  try {
    const reply = await fetch('/help/link-code', options);
    return { status: reply.status, code: reply.status === 201 ? (await reply.json()).code : '' };
  } catch {
    return { status: 503, code: '' };
  }
}

let asking = false; // a button that is disabled would lose the focus

make?.addEventListener('click', async () => {
  if (asking) return;
  asking = true;
  const { status, code } = await askForCode();
  asking = false;
  copy.hidden = !code;
  if (code) {
    const shown = document.createElement('code');
    shown.textContent = code;
    said.replaceChildren(`${make.dataset.is} `, shown);
  } else {
    said.textContent = make.dataset[String(status)] ?? make.dataset['503'];
  }
});

copy?.addEventListener('click', async () => {
  const shown = said.querySelector('code');
  if (!shown) return;
  try {
    await navigator.clipboard.writeText(shown.textContent);
    said.replaceChildren(shown, ` ${make.dataset.copied}`);
  } catch {
    getSelection()?.selectAllChildren(shown); // copied by hand
  }
});
