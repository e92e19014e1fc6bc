// Small helpers for what stands on the page.

export const byId = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key === 'value') made.value = value;
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function options(select, entries, chosen) {
  select.replaceChildren(
    ...entries.map((entry) =>
      entry.group
        ? Object.assign(element('optgroup', { label: entry.group }, ...entry.entries.map(option)))
        : option(entry),
    ),
  );
  if (chosen !== undefined) select.value = chosen;
}

function option({ value, text }) {
  return element('option', { value }, text);
}

// Lets the browser draw and hear before more is done, so that nothing is ever held up for long.
export const nextFrame = () =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve();
    requestAnimationFrame(() => channel.port2.postMessage(0));
    if (document.hidden) setTimeout(resolve, 30);
  });

export function keep(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = element('a', { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
