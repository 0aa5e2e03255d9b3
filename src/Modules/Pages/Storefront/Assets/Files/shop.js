// Takes away photos that do not load. Everything works without it.
(() => {
  'use strict';

  // A photo that cannot be loaded leaves the drawing beneath it.
  const drop = image => image.classList.contains('photo') && image.remove();
  document.addEventListener('error', event => event.target instanceof HTMLImageElement && drop(event.target), true);
  for (const image of document.images) {
    if (image.complete && image.naturalWidth === 0 && image.currentSrc) drop(image);
  }
})();
