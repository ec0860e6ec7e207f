import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, listens, startDaemon } from './daemon.ts';
import { installed } from './installed.ts';

export interface Ngircd {
  readonly port: number;
  remove(): Promise<void>;
}

export interface NgircdOptions {
  /** Default true: it makes a client wait for a second after three lines in one. */
  readonly pauses?: boolean;
  /** Asked of every client. */
  readonly password?: string;
  /** The longest nick; default 30. */
  readonly nickLength?: number;
}

/** Starts an ngIRCd: a server without tags, accounts or echoes. */
export async function startNgircd({ pauses = true, password, nickLength = 30 }: NgircdOptions = {}): Promise<Ngircd> {
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-ngircd-'));
  const file = join(folder, 'ngircd.conf');
  writeFileSync(
    file,
    `[Global]
Name = ng.test.local
Info = loopback
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = hello
${password === undefined ? '' : `Password = ${password}`}
[Limits]
MaxConnectionsIP = 0
MaxNickLength = ${nickLength}
${pauses ? '' : 'MaxPenaltyTime = 0'}
[Options]
DNS = no
Ident = no
PAM = no
`,
  );
  const daemon = await startDaemon(installed('ngircd') ?? 'ngircd', ['--nodaemon', '--config', file], {
    cwd: folder,
    ready: () => listens(port),
  });
  const remove = async () => {
    await daemon.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, remove };
}
