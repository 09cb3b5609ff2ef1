// Starts the window: finds the core, waits for the first snapshot, draws. Nothing else.
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RequestError } from './api';
import { App } from './app';
import { connectBridge } from './bridge';
import { tightenPolicy } from './policy';
import { StartFailed } from './shell/start-failed';
import { startStore } from './store';

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');
const nonce = tightenPolicy();
const root = createRoot(element);
const link = connectBridge();

async function start(): Promise<void> {
  try {
    const store = await startStore();
    root.render(
      <StrictMode>
        <App store={store} link={link} nonce={nonce} />
      </StrictMode>,
    );
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    root.render(<StartFailed problem={error.wire} nonce={nonce} onTryAgain={() => void start()} />);
  }
}

await start();
