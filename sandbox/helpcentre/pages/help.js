// The page's own part: signing out here also ends the chat's conversation.
const form = document.querySelector('#sign-out');
form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const chat = document.querySelector('saldo-chat');
  const patience = new Promise((resolve) => setTimeout(resolve, 2000));
  if (chat?.signOut) await Promise.race([chat.signOut().catch(() => undefined), patience]);
  form.submit();
});
