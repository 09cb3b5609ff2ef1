// An HTTP server with sessions in a process of its own, to be killed: PORT in the environment.
import { startOpenHttp } from '../../../support/servers/open-http';

const server = await startOpenHttp({ port: Number(process.env.PORT) });
console.log(`listening ${server.url}`);
