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
