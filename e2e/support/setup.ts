import { publish } from './demo';
import { Server } from './server';

/** One shop for all specs; when they are through it is stopped and its books are proved. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = new Server();
  try {
    publish(await server.start());
  } catch (fault) {
    server.remove();
    throw fault;
  }
  return async () => {
    try {
      await server.stop();
      server.audit();
    } finally {
      server.remove();
    }
  };
}
