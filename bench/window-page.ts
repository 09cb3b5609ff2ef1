// A page in Chromium whose frames are counted: from one picture to the next, and the tasks that kept it from drawing.
import type { Page } from 'playwright-core';

export interface Frames {
  /** Milliseconds from one frame to the next. */
  readonly gaps: readonly number[];
  /** Tasks of 50 ms and more, as the browser reports them. */
  readonly longTasks: readonly number[];
}

interface Recorder {
  gaps: number[];
  tasks: number[];
  stop(): void;
}
declare global {
  interface Window {
    frameRecorder?: Recorder;
  }
}

/** What `work` does to the frames of the page. The frame before it begins and the one after it ends count. */
export async function recorded(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(startRecorder);
  await work();
  return page.evaluate(async () => {
    const recorder = window.frameRecorder;
    if (!recorder) throw new Error('the page was loaded anew while its frames were counted');
    // What the last key set off is drawn in one of the next frames; reports of tasks come later still.
    await new Promise((resolve) => setTimeout(resolve, 150));
    recorder.stop();
    return { gaps: recorder.gaps, longTasks: recorder.tasks };
  });
}

/** Runs in the page: nothing of this file is there. */
function startRecorder(): void {
  const gaps: number[] = [];
  const tasks: number[] = [];
  let last: number | undefined;
  let frame = 0;
  const tick = (at: number) => {
    if (last !== undefined) gaps.push(at - last);
    last = at;
    frame = requestAnimationFrame(tick);
  };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) tasks.push(entry.duration);
  });
  observer.observe({ entryTypes: ['longtask'] });
  frame = requestAnimationFrame(tick);
  window.frameRecorder = {
    gaps,
    tasks,
    stop() {
      cancelAnimationFrame(frame);
      observer.disconnect();
    },
  };
}

/** A field over a list without any help: every row is in the document, and is shown or hidden at each key. */
export function plainPage(names: readonly string[]): string {
  return `<!doctype html><html lang="en"><title>plain</title><input aria-label="search"><ul>${names
    .map((name) => `<li>${name}</li>`)
    .join('')}</ul><script>
const rows = [...document.querySelectorAll('li')];
document.querySelector('input').addEventListener('input', (event) => {
  const word = event.target.value.toLowerCase();
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(word);
});
</script>`;
}
