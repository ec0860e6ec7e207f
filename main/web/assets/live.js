// Puts the parts of a run's page there as they change. Their markup is made, and escaped, by the server; `announced` is text.
const live = document.body.dataset.live;
if (live) {
  const source = new EventSource(live);
  source.addEventListener('message', ({ data }) => {
    const { part, text } = JSON.parse(data);
    const place = document.getElementById(part);
    if (!place) return;
    if (part === 'announced') {
      if (place.textContent !== text) place.textContent = text;
      return;
    }
    // What is open stays open, and who is at something stays there.
    const open = [...place.querySelectorAll('details[open]')].map(({ id }) => id);
    const at = place.contains(document.activeElement) ? document.activeElement.id : '';
    const [left] = [...place.querySelectorAll('.graph')].map(({ scrollLeft }) => scrollLeft);
    place.innerHTML = text;
    for (const id of open) document.getElementById(id)?.setAttribute('open', '');
    if (at) document.getElementById(at)?.focus({ preventScroll: true });
    for (const graph of place.querySelectorAll('.graph')) graph.scrollLeft = left ?? 0;
  });
}
