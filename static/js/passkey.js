// Says on the page that a passkey was not used; allauth's script only tells the console.
document.addEventListener("allauth.error", function (event) {
  const message = document.querySelector("[data-passkey-error]");
  if (message) {
    event.preventDefault();
    message.hidden = false;
  }
});
