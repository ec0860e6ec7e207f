import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Daemon, startDaemon, until } from './daemon.ts';
import type { Inspircd } from './inspircd.ts';
import { installed } from './installed.ts';
import { IrcUser } from './irc-user.ts';

export interface Anope {
  /** Registers a services account; resolves when it is there. */
  register(account: string, password: string): Promise<void>;
  /** Ends it; resolves when the network has noticed. */
  stop(): Promise<void>;
  /** Starts it again with the accounts it had; resolves when people can log in. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Started by root, Anope waits 3 seconds to show its disapproval: it is run as nobody. */
const user = process.getuid?.() === 0 ? 65_534 : undefined;

/** Starts Anope's services (NickServ, SASL PLAIN and EXTERNAL) linked to the server. Resolves when people can log in. */
export async function startAnope(server: Inspircd): Promise<Anope> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-anope-'));
  for (const name of ['conf', 'data', 'logs']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'conf/motd'), '');
  writeFileSync(join(folder, 'conf/services.conf'), configuration(folder, server.ports.servers));
  if (user !== undefined) for (const name of ['.', 'data', 'logs']) chownSync(join(folder, name), user, user);
  let daemon: Daemon | undefined;
  const stop = async () => {
    // Killed outright, InspIRCd 3.15 now and then misses that its link has ended.
    await daemon?.stop('SIGTERM');
    daemon = undefined;
    await until('the end of services', async () => !(await offersLogin(server)));
  };
  const start = async () => {
    daemon = await startDaemon(
      installed('anope') ?? 'anope',
      [
        ...['--nofork', '--modulesdir=/usr/lib/anope', '--localedir=/usr/share/locale', '--config=services.conf'],
        ...[`--confdir=${folder}/conf`, `--dbdir=${folder}/data`, `--logdir=${folder}/logs`],
      ],
      { cwd: folder, user, ready: () => offersLogin(server) },
    );
  };
  await start();
  return {
    stop,
    start,
    register: async (account, password) => {
      const user = await IrcUser.connect(server.ports.unlimited, account);
      user.send(`PRIVMSG NickServ :REGISTER ${password}`);
      await user.line(/ 900 /);
      await user.quit();
    },
    remove: async () => {
      await daemon?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether the server lists SASL, as it does while services are linked. */
async function offersLogin(server: Inspircd): Promise<boolean> {
  const user = IrcUser.open(server.ports.unlimited, 'probe');
  user.send('CAP LS 302');
  const list = await user.line(/ CAP .* LS /);
  user.close();
  return / sasl=/.test(list);
}

function configuration(folder: string, port: number): string {
  const command = (nick: string, name: string, does: string) =>
    `command { service = "${nick}"; name = "${name}"; command = "${does}"; }`;
  const nickserv = (name: string, does = name.toLowerCase()) => command('NickServ', name, `nickserv/${does}`);
  return `define { name = "services.host"; value = "services.test.local"; }
uplink { host = "127.0.0.1"; ipv6 = no; ssl = no; port = ${port}; password = "lk"; }
serverinfo { name = "services.test.local"; description = "Services"; pid = "${folder}/data/anope.pid"; motd = "${folder}/conf/motd"; }
module { name = "inspircd3"; use_server_side_mlock = yes; use_server_side_topiclock = yes; }
networkinfo { networkname = "TestNet"; nicklen = 30; userlen = 10; hostlen = 64; chanlen = 64; modelistsize = 100;
  vhost_chars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"; allow_undotted_vhosts = false; disallow_start_or_end = ".-"; }
options { seed = 9866235; casemap = "ascii"; strictpasswords = no; badpasslimit = 0; updatetimeout = 1s; expiretimeout = 30m; readtimeout = 5s;
  warningtimeout = 4h; timeoutcheck = 1s; retrywait = 5s; hideprivilegedcommands = yes; hideregisteredcommands = yes; languages = ""; }
service { nick = "NickServ"; user = "services"; host = "services.test.local"; gecos = "NickServ"; }
module { name = "nickserv"; client = "NickServ"; forceemail = no; defaults = "ns_secure ns_private"; regdelay = 0s; expire = 0;
  killquick = 20s; kill = 60s; enforceruser = "enforcer"; enforcerhost = "services.test.local"; releasetimeout = 1m; guestnickprefix = "Guest"; nonicknameownership = no; passlen = 64; secureadmins = yes; modeonid = yes; }
module { name = "ns_register"; registration = "none"; } ${nickserv('REGISTER')}
module { name = "ns_identify"; maxlogins = 10; } ${nickserv('IDENTIFY')}
module { name = "ns_logout"; } ${nickserv('LOGOUT')}
module { name = "ns_group"; maxaliases = 16; } ${nickserv('GROUP')}
module { name = "ns_recover"; restoreonrecover = yes; } ${nickserv('RECOVER')} ${nickserv('RELEASE', 'recover')}
module { name = "ns_cert"; max = 5; } ${nickserv('CERT')}
module { name = "ns_drop"; } ${nickserv('DROP')}
module { name = "m_sasl"; }
module { name = "enc_sha256"; }
module { name = "db_flatfile"; database = "anope.db"; keepbackups = 0; nobackupokay = yes; fork = no; }
log { target = "services.log"; logage = 1; admin = "*"; override = "*"; commands = "*"; servers = "*"; users = "connect"; other = "*"; rawio = no; debug = no; }
`;
}
