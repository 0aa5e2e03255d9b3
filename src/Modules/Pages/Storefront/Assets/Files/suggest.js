// Suggestions under the search box, as an ARIA combobox. Without it the box is a plain form.
(() => {
  'use strict';

  const input = document.getElementById('q');
  const form = input && input.form;
  if (!form || !('AbortController' in window)) return;

  const list = document.createElement('ul');
  list.id = 'suggestions';
  list.className = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggestions');
  list.hidden = true;
  const status = document.createElement('span');
  status.className = 'unseen';
  status.setAttribute('role', 'status');
  form.append(list, status);
  for (const [name, value] of [['role', 'combobox'], ['aria-expanded', 'false'], ['aria-controls', list.id], ['aria-autocomplete', 'list']]) {
    input.setAttribute(name, value);
  }

  const kinds = { category: 'Category', brand: 'Brand' };
  let chosen = -1;
  let asked = '';
  let timer = 0;
  let request = null;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };

  const choose = index => {
    const options = list.children;
    if (options[chosen]) options[chosen].setAttribute('aria-selected', 'false');
    chosen = index;
    if (!options[index]) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    options[index].setAttribute('aria-selected', 'true');
    options[index].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', options[index].id);
  };

  const show = suggestions => {
    list.replaceChildren(...suggestions.map((suggestion, index) => {
      const option = document.createElement('li');
      option.id = `suggestion-${index}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.dataset.address = suggestion.address;
      const text = document.createElement('span');
      text.textContent = suggestion.text;
      option.append(text);
      if (kinds[suggestion.kind]) {
        const kind = document.createElement('small');
        kind.textContent = kinds[suggestion.kind];
        option.append(' ', kind);
      }
      return option;
    }));
    chosen = -1;
    input.removeAttribute('aria-activedescendant');
    list.hidden = suggestions.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    status.textContent = suggestions.length === 0 ? '' : `${suggestions.length} suggestion${suggestions.length === 1 ? '' : 's'}`;
  };

  const ask = async () => {
    const typed = input.value.trim();
    if (typed === asked && !list.hidden) return;
    asked = typed;
    if (request) request.abort();
    if (typed === '') {
      show([]);
      return;
    }
    request = new AbortController();
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(typed)}`, { signal: request.signal });
      const suggestions = answer.ok ? (await answer.json()).suggestions : [];
      if (typed === asked && document.activeElement === input) show(suggestions);
    } catch {
      // Aborted, or the shop cannot be reached: the form still works.
    }
  };

  const go = option => location.assign(option.dataset.address);

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });

  input.addEventListener('keydown', event => {
    if (event.isComposing) return;
    const count = list.children.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) {
        asked = '';
        ask();
      } else {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        // One place beyond either end is the box itself.
        choose((chosen + 1 + step + count + 1) % (count + 1) - 1);
      }
    } else if (event.key === 'Enter' && !list.hidden && chosen >= 0) {
      event.preventDefault();
      go(list.children[chosen]);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    }
  });

  // Pressing an option must not take the focus out of the box before the click arrives.
  list.addEventListener('pointerdown', event => event.preventDefault());
  list.addEventListener('click', event => {
    const option = event.target.closest('[role=option]');
    if (option) go(option);
  });
  input.addEventListener('blur', () => {
    clearTimeout(timer);
    close();
  });
  addEventListener('pageshow', close);
})();
