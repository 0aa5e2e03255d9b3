// Keeps an open product page up to date, and takes away photos that do not load. Everything works without it.
(() => {
  'use strict';

  // A photo that cannot be loaded leaves the drawing beneath it.
  const drop = image => image.classList.contains('photo') && image.remove();
  document.addEventListener('error', event => event.target instanceof HTMLImageElement && drop(event.target), true);
  for (const image of document.images) {
    if (image.complete && image.naturalWidth === 0 && image.currentSrc) drop(image);
  }

  const root = document.querySelector('[data-live]');
  if (!root || !('EventSource' in window)) return;

  const part = name => root.querySelector(`[data-offer="${name}"]`);
  let last = root.dataset.last || '';
  let source = null;

  const show = (name, visible) => { const one = part(name); if (one) one.hidden = !visible; };

  // Returns whether the words are others than before.
  const say = (name, text) => {
    const one = part(name);
    if (!one || one.textContent === text) return false;
    one.textContent = text;
    one.classList.remove('fresh');
    void one.offsetWidth;
    one.classList.add('fresh');
    return true;
  };

  const tell = offer => {
    const news = [];
    if (say('pay_text', offer.pay_text || 'No price yet')) news.push(`The price is now ${offer.pay_text || 'not known'}`);
    say('list_text', offer.list_text || '');
    say('percent_off', String(offer.percent_off ?? ''));
    show('now', offer.list_text);
    show('was', offer.list_text);
    show('off', offer.percent_off);
    if (say('stock_text', offer.stock_text)) news.push(offer.stock_text);
    part('stock_text').classList.toggle('gone', offer.sold_out);
    if (say('arrival_text', offer.arrival_text || '') && offer.arrival_text) news.push(offer.arrival_text);
    show('arrival', offer.arrival_text);
    show('stale', offer.stale && offer.stale.length > 0);
    if (news.length > 0) part('status').textContent = `${news.join('. ')}.`;
  };

  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(root.dataset.live + (last ? `&last=${encodeURIComponent(last)}` : ''));
    source.addEventListener('open', () => show('live', true));
    source.addEventListener('error', () => show('live', false));
    source.addEventListener('offer', event => {
      last = event.lastEventId || last;
      tell(JSON.parse(event.data));
    });
  };

  const close = () => {
    if (source) source.close();
    source = null;
    show('live', false);
  };

  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
})();
