// Buttons that only a script can offer: copy the text, hand it to an app of the device. Without them there are links,
// and the text stands there to be copied by hand.

function button(words, act) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn--2 btn--s', textContent: words });
  made.addEventListener('click', act);
  return made;
}

function attach(share) {
  const text = share.querySelector('[data-share-text]').textContent;
  const row = document.createElement('p');
  row.className = 'row mt-2';
  row.setAttribute('aria-live', 'polite');
  if (navigator.clipboard) {
    const copy = button(share.dataset.copy, async () => {
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = share.dataset.copied;
      } catch {
        share.querySelector('details').open = true; // not allowed here: it can be marked and copied
      }
    });
    row.append(copy);
  }
  if (navigator.share) {
    row.append(button(share.dataset.more, () => navigator.share({ title: share.dataset.title, text }).catch(() => {})));
  }
  if (row.children.length) share.append(row);
}

document.querySelectorAll('[data-share]').forEach(attach);
