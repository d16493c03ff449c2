/** In a row of fixed height: the beginning of the newest, whole chips only, and whether anything was left out. */

const line = 20;

export function fitRow(log: HTMLElement): void {
  const text = [...log.querySelectorAll<HTMLElement>(".tk-text")].at(-1);
  const chips = [...log.querySelectorAll<HTMLElement>(".chip")];
  const lead = log.querySelector<HTMLElement>(".tk-lead");
  const inner = log.firstElementChild as HTMLElement;
  const beside = getComputedStyle(inner).flexDirection === "row";
  const facts = [...log.querySelectorAll<HTMLElement>(".tk-chips")].at(-1);
  const fits = () => {
    if (lead) {
      const cut = [...lead.querySelectorAll(".clip")].some((words) => words.scrollWidth > words.clientWidth);
      return !cut && lead.scrollWidth <= lead.clientWidth + 1 && inner.scrollHeight <= log.clientHeight + 1;
    }
    if (beside && !log.classList.contains("stacked")) return (text?.offsetHeight ?? 0) <= line * 1.5;
    return (facts?.offsetHeight ?? 0) <= line * 1.5 && (facts?.scrollWidth ?? 0) <= (facts?.clientWidth ?? 0);
  };
  const place = () => {
    for (const chip of chips) chip.hidden = true;
    let whole = true;
    for (const chip of chips) {
      chip.hidden = false;
      if (!fits()) {
        chip.hidden = true;
        whole = false;
      }
    }
    return whole;
  };
  log.scrollTop = 0;
  log.classList.remove("long", "stacked");
  for (const chip of chips) chip.hidden = true;
  const cut = [...log.querySelectorAll(".tk-own, .tk-text, .tk-says, .tk-notice, .tk-problem")].some(
    (element) => element.scrollHeight > element.clientHeight + 1,
  );
  log.classList.toggle("long", cut);
  const oneLine = beside && (text?.offsetHeight ?? 0) <= line * 1.5;
  // A sentence of one line leaves a line for what does not fit beside it.
  if (!place() && !lead && !cut && oneLine) {
    log.classList.add("stacked");
    place();
  }
}
