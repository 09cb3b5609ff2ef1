// One bounded HTTP exchange with a running instance on loopback: the command line's side of the web face.
import { request } from 'node:http';
import { AppError } from '../../shared/errors';

export interface HttpCall {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
}

const LARGEST_ANSWER = 64 * 1024 * 1024;

/** The parsed JSON of the answer, whatever its status. @throws AppError instance-silent */
export async function callJson(call: HttpCall): Promise<unknown> {
  let text: string;
  try {
    text = await exchange(call);
  } catch (error) {
    throw new AppError('instance-silent', {}, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('instance-silent', {}, { cause: error });
  }
}

function exchange({ url, method, headers, body, timeout }: HttpCall): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeout);
    // No agent: a kept-alive socket would keep the command from ending.
    const req = request(url, { method, headers: { ...headers, Connection: 'close' }, agent: false, signal }, (res) => {
      const chunks: Buffer[] = [];
      let size = 0;
      res.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST_ANSWER) req.destroy(new Error('answer too large'));
        else chunks.push(chunk);
      });
      res.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      res.once('error', reject);
    });
    req.once('error', reject);
    req.end(body);
  });
}
