// Keeps price, stock and date of all products in view up to date, over one stream a page. Without it a reload does.
//
// [data-live=ID:MARK]           a product; the mark says what the page has of it
// [data-offer=FIELD]            shows a field of the offer, and nothing when there is nothing
// .cost, .when                  hold fields that come and go
// .add                          is there while it can be bought
// [data-news], [data-streaming] tells aloud what is new; is there while the stream is open
(() => {
  'use strict';

  const base = document.querySelector('[data-stream]')?.dataset.stream;
  if (!base || !('EventSource' in window) || !('IntersectionObserver' in window)) return;

  const mostIds = 100;
  const longestAddress = 7000;
  const settle = 250;
  const silence = 35000;
  const longestPause = 60000;
  const noPrice = 'No price yet';

  const marks = new Map();     // id → what the page has of it
  const elements = new Map();  // id → all elements that show it
  const visible = new Set();   // elements in view
  const always = [];           // elements that tell aloud what is new, in view or not
  let source = null;
  let asked = new Set();
  let looking = 0;
  let returning = 0;
  let pause = 2000;
  let heard = 0;

  const idOf = element => element.dataset.live.split(':', 1)[0];
  const revision = mark => Number.parseInt(mark, 10) || 0;
  const parts = (element, selector) => [...element.querySelectorAll(selector)].filter(part => part.closest('[data-live]') === element);

  const make = (tag, className, field, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (field) made.dataset.offer = field;
    if (text) made.textContent = text;
    return made;
  };

  // What holds fields that come and go is laid anew, as the server draws it.
  const layouts = {
    '.cost': { fields: ['pay_text', 'list_text', 'off_text'], draw: (pay, list, off) => {
      const price = make('b');
      price.append(...list ? [make('span', 'unseen', '', 'Now ')] : [], make('span', '', 'pay_text', pay ?? noPrice));
      const was = make('s');
      was.append(make('span', 'unseen', '', 'Was '), make('span', '', 'list_text', list));
      return [price, ...list ? [' ', was] : [], ...off ? [' ', make('span', 'off', 'off_text', off)] : []];
    } },
    '.when': { fields: ['few_text', 'promise'], draw: (few, promise) =>
      [...few ? [make('span', 'few', 'few_text', few), ' '] : [], make('span', '', 'promise', promise)] },
  };

  // Takes away and gives anew, so that the change shows also when the last one still does.
  const freshen = part => {
    part.classList.remove('fresh');
    void part.offsetWidth;
    part.classList.add('fresh');
  };

  const spoken = {
    pay_text: price => (price ? `The price is now ${price}` : noPrice),
    stock_text: words => words,
    arrival_text: words => words,
  };

  const show = (element, offer) => {
    const part = field => parts(element, `[data-offer="${field}"]`)[0];
    const shown = field => part(field)?.textContent || null;
    const shows = (field, value) => shown(field) === (field === 'pay_text' ? value ?? noPrice : value);
    const changed = Object.keys(offer).filter(field => field !== 'sold_out' && !shows(field, offer[field]));
    for (const [selector, { fields, draw }] of Object.entries(layouts)) {
      if (!fields.some(field => changed.includes(field))) continue;
      const values = fields.map(field => (field in offer ? offer[field] : shown(field)));
      for (const holder of parts(element, selector)) holder.replaceChildren(...draw(...values));
    }

    for (const field of changed) {
      const one = part(field);
      if (!one) continue;
      if (!shows(field, offer[field])) one.textContent = offer[field] ?? '';
      one.hidden = !one.textContent;
      if (!one.hidden) freshen(one);
    }

    if ('pay_text' in offer) for (const one of parts(element, '.cost')) one.classList.toggle('none', !offer.pay_text);
    if ('sold_out' in offer) for (const one of parts(element, '.when, .stock')) one.classList.toggle('gone', offer.sold_out);
    for (const one of parts(element, '.add')) one.hidden = parts(element, '.stock.gone, .when.gone, .cost.none').length > 0;
    const news = changed.filter(field => part(field) && spoken[field]).map(field => spoken[field](offer[field])).filter(Boolean);
    if (news.length > 0) for (const one of parts(element, '[data-news]')) one.textContent = `${news.join('. ')}.`;
  };

  const take = event => {
    heard = Date.now();
    const { id, mark, ...offer } = JSON.parse(event.data);

    // A page that another node drew may be ahead of the one that tells.
    if (!marks.has(id) || revision(mark) < revision(marks.get(id))) return;
    marks.set(id, mark);
    for (const element of elements.get(id)) show(element, offer);
  };

  const streaming = on => document.querySelectorAll('[data-streaming]').forEach(part => { part.hidden = !on; });

  const wanted = () => {
    const ids = new Set();
    let length = base.length;
    for (const element of [...always, ...visible]) {
      const id = idOf(element);
      length += encodeURIComponent(id).length + marks.get(id).length + 2;
      if (ids.size === mostIds || length > longestAddress) break;
      ids.add(id);
    }

    return ids;
  };

  const close = () => {
    clearTimeout(returning);
    returning = 0;
    if (source) source.close();
    source = null;
    asked = new Set();
    streaming(false);
  };

  const open = () => {
    close();
    if (document.hidden) return;
    asked = wanted();
    if (asked.size === 0) return;
    const list = [...asked].map(id => encodeURIComponent(id) + (marks.get(id) ? `:${marks.get(id)}` : ''));
    source = new EventSource(`${base}&ids=${list.join(',')}`);
    heard = Date.now();
    source.addEventListener('open', () => { pause = 2000; streaming(true); });
    source.addEventListener('offer', take);
    source.addEventListener('ping', () => { heard = Date.now(); });
    source.addEventListener('error', () => {
      streaming(false);
      if (source?.readyState !== EventSource.CLOSED) return;

      // Refused: the browser does not come back by itself.
      close();
      returning = setTimeout(open, pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, longestPause);
    });
  };

  // What leaves the view stays on the stream until something else enters it.
  const look = () => {
    clearTimeout(looking);
    looking = setTimeout(() => {
      if (!document.hidden && !returning && [...always, ...visible].some(element => !asked.has(idOf(element)))) open();
    }, settle);
  };

  const observer = new IntersectionObserver(entries => {
    for (const entry of entries) visible[entry.isIntersecting ? 'add' : 'delete'](entry.target);
    look();
  }, { rootMargin: '20%' });

  for (const element of document.querySelectorAll('[data-live]')) {
    const id = idOf(element);
    if (!elements.has(id)) {
      elements.set(id, []);
      marks.set(id, element.dataset.live.slice(id.length + 1));
    }

    elements.get(id).push(element);
    if (element.querySelector('[data-news]')) always.push(element);
    observer.observe(element);
  }

  // A connection can die without a word: the heartbeat is missed.
  setInterval(() => { if (source && Date.now() - heard > silence) open(); }, 10000);
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : look()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', look);
})();
