// Chooses pictures without leaving a trail in the history. Everything works without it.
(() => {
  'use strict';

  for (const thumbs of document.querySelectorAll('.thumbs')) {
    const strip = thumbs.previousElementSibling;
    thumbs.addEventListener('click', event => {
      const link = event.target.closest('a');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      strip.scrollTo({ left: document.getElementById(link.hash.slice(1)).offsetLeft - strip.offsetLeft });
    });
  }
})();

// An order that waits for its payment looks again by itself while it is looked at, and shows itself anew once it is settled.
(() => {
  'use strict';

  if (!document.querySelector('[data-waits]')) return;
  let looks = 300;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    if (--looks < 0) { clearInterval(timer); return; }
    try {
      const answer = await fetch(location.href);
      if (answer.ok && !(await answer.text()).includes('data-waits')) location.reload();
    } catch {
      // The next look may get through.
    }
  }, 2000);
})();
