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

// Puts a card's product into the cart and leaves the shopper where they are. Without it the form shows the cart.
(() => {
  'use strict';

  const form = document.getElementById('add');
  if (!form) return;
  const said = form.querySelector('[data-said]');
  const send = async fields => {
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams(fields) });
    return { answer, page: new DOMParser().parseFromString(await answer.text(), 'text/html') };
  };

  form.addEventListener('submit', async event => {
    const button = event.submitter;
    if (!button?.value) return;
    event.preventDefault();
    if (button.dataset.sending) return;
    button.dataset.sending = '';
    const fields = new FormData(form);
    fields.set(button.name, button.value);
    try {
      let { answer, page } = await send(fields);
      const asked = page.querySelector('[data-confirm]');
      if (asked) {
        // The first of a visit: the cookie came with the question, and the click was the answer.
        ({ answer, page } = await send(new FormData(asked)));
        form.querySelector('[name=token]')?.remove();
        form.append(asked.elements.token.cloneNode());
      }

      if (!answer.ok || !answer.redirected) throw new Error(answer.status);
      document.querySelector('.bag').replaceWith(page.querySelector('.bag'));
      button.classList.remove('fresh');
      void button.offsetWidth;
      button.classList.add('fresh', 'done');
      said.textContent = `${page.querySelector('main [role=status]')?.textContent ?? ''} ${button.closest('.card').querySelector('h3').textContent}`;
    } catch {
      // What is wrong is said on the page that the form leads to.
      const product = document.createElement('input');
      Object.assign(product, { type: 'hidden', name: button.name, value: button.value });
      form.append(product);
      form.submit();
    }

    delete button.dataset.sending;
  });
})();
