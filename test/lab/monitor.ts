import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

type Reply = { QMP?: unknown; event?: string; return?: unknown; error?: { desc: string } };

/**
 * Gives one command of QEMU's human monitor (`savevm ready`) and returns what it says, by way of QMP:
 * its greeting, then `qmp_capabilities`, then the command (docs/interop/qmp-spec in QEMU's sources).
 * Throws when QEMU refuses, or when nothing listens on the socket.
 */
export function monitor(socket: string, command: string): Promise<string> {
  const requests = [
    { execute: 'qmp_capabilities' },
    { execute: 'human-monitor-command', arguments: { 'command-line': command } },
  ];
  return new Promise((resolve, reject) => {
    const connection = createConnection(socket);
    const send = () => connection.write(`${JSON.stringify(requests.shift())}\n`);
    const end = (error: Error | undefined, said = '') => {
      connection.destroy();
      if (error) reject(error);
      else resolve(said.trim());
    };
    connection.on('error', end);
    // QEMU goes away without an answer when told to quit.
    connection.on('close', () => end(command === 'quit' ? undefined : new Error(`QEMU went away during ${command}`)));
    createInterface({ input: connection }).on('line', (line) => {
      const reply = JSON.parse(line) as Reply;
      if (reply.error) end(new Error(`QEMU: ${command}: ${reply.error.desc}`));
      else if (reply.QMP || (reply.return !== undefined && requests.length > 0)) send();
      else if (reply.return !== undefined) end(undefined, String(reply.return));
    });
  });
}
