// Nicer where scripts run; every page works without.
"use strict";

// A button beside a code copies it. Without the clipboard (which browsers give only over HTTPS) the code is selected instead.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const code = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      said.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(code);
      code.focus();
    }
  });
}
