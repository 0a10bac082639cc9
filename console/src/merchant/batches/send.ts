import { csrfToken, proveAgain } from '../../api/client';
import { Problem, type ProblemBody } from '../../api/problem';

/** Sends a file and says how much of it is away: `fetch` cannot tell. */
export async function sendFile<T>(path: string, file: File, key: string, progress: (percent: number) => void): Promise<T> {
  const kind = file.name.toLowerCase().endsWith('.csv') ? 'text/csv' : 'text/plain';
  const once = () =>
    new Promise<T>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', path);
      request.setRequestHeader('Content-Type', kind);
      request.setRequestHeader('Idempotency-Key', key);
      request.setRequestHeader('X-CSRF-Token', csrfToken());
      request.upload.onprogress = (event) => event.lengthComputable && progress(Math.floor((event.loaded / event.total) * 100));
      request.upload.onload = () => progress(100);
      request.onerror = () => reject(new TypeError('offline'));
      request.onload = () => {
        const body = parse(request.responseText);
        if (request.status < 300) resolve(body as T);
        else reject(new Problem({ code: 'refused', detail: request.statusText, ...(body as Partial<ProblemBody>), status: request.status }));
      };
      request.send(file);
    });
  try {
    return await once();
  } catch (error) {
    if (error instanceof Problem && (await proveAgain(error))) return once();
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
