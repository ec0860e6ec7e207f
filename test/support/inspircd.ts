import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Daemon, freePorts, listens, startDaemon } from './daemon.ts';
import { installed } from './installed.ts';

/** Loopback ports of an InspIRCd, by how they treat a client. */
interface InspircdPorts {
  /** The default class: 10 lines at once, then 1 a second. */
  readonly standard: number;
  /** The same ten times as fast, so that flood tests need not take minutes. */
  readonly tenfold: number;
  /** Takes everything at once. */
  readonly unlimited: number;
  /** TLS, unlimited, asks for a client certificate. */
  readonly tls: number;
  /** For services and other servers. */
  readonly servers: number;
}

export interface InspircdOptions {
  readonly name?: string;
  /** Three characters, the server's own in a network. */
  readonly id?: string;
  /** Whether clients' own tags (reactions) are passed on; default true. */
  readonly clientTags?: boolean;
  /** Another server to link with. */
  readonly linkTo?: Inspircd;
}

export interface Inspircd {
  readonly name: string;
  readonly ports: InspircdPorts;
  readonly folder: string;
  /** The server's self-signed certificate, for `localhost` and 127.0.0.1. */
  readonly certificate: string;
  /** Kills it as a crash would, or ends it as told. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again, on the same ports. */
  start(): Promise<void>;
  /** Kills it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts an InspIRCd on free loopback ports, with services and a second server allowed to link. */
export async function startInspircd(options: InspircdOptions = {}): Promise<Inspircd> {
  const { name = 'irc.test.local' } = options;
  const [standard = 0, tenfold = 0, unlimited = 0, tls = 0, servers = 0] = await freePorts(5);
  const ports = { standard, tenfold, unlimited, tls, servers };
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-inspircd-'));
  await selfSigned(folder, 'localhost');
  writeFileSync(join(folder, 'inspircd.conf'), configuration(folder, name, ports, options));
  let daemon: Daemon | undefined;
  const kill = async (signal?: NodeJS.Signals) => {
    await daemon?.stop(signal);
    daemon = undefined;
  };
  const start = async () => {
    const root = process.getuid?.() === 0 ? ['--runasroot'] : [];
    daemon = await startDaemon(
      installed('inspircd') ?? 'inspircd',
      [...root, '--nofork', '--config', join(folder, 'inspircd.conf')],
      { cwd: folder, ready: () => listens(unlimited) },
    );
  };
  await start();
  const remove = async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    name,
    ports,
    folder,
    certificate: join(folder, 'cert.pem'),
    kill,
    start,
    remove,
  };
}

/** Makes `cert.pem` and `key.pem` in the folder. */
export async function selfSigned(folder: string, commonName: string): Promise<void> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', `/CN=${commonName}`, '-addext', `subjectAltName=DNS:${commonName},IP:127.0.0.1`];
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    ...curve,
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '30',
    ...subject,
  ]);
}

const modules = [
  ...['ssl_gnutls', 'sslinfo', 'spanningtree', 'cap', 'services_account', 'sasl', 'ircv3', 'ircv3_accounttag'],
  ...['ircv3_batch', 'ircv3_capnotify', 'ircv3_chghost', 'ircv3_ctctags', 'ircv3_echomessage', 'ircv3_invitenotify'],
  ...['ircv3_labeledresponse', 'ircv3_msgid', 'ircv3_servertime', 'monitor', 'namesx', 'uhnames', 'botmode', 'chghost'],
  ...['cloaking', 'md5', 'hidechans', 'nicklock', 'svshold', 'alias', 'setname', 'callerid', 'chanhistory', 'sanick'],
  ...['sapart', 'censor'],
];

const common =
  'timeout="30" pingfreq="2m" localmax="500" globalmax="500" maxchans="50" resolvehostnames="no" useident="no"';
const limited = 'hardsendq="1M" softsendq="8192" recvq="16K" threshold="10" fakelag="yes" modes="+x"';
const free = 'hardsendq="10M" softsendq="1M" recvq="1M" threshold="1000000" commandrate="1000000" fakelag="no"';

function configuration(folder: string, name: string, ports: InspircdPorts, options: InspircdOptions): string {
  const { id = '001', clientTags = true, linkTo } = options;
  const secret = 'sendpass="lk" recvpass="lk" allowmask="127.0.0.1" ipaddr="127.0.0.1"';
  const links = linkTo
    ? [`<link name="${linkTo.name}" port="${linkTo.ports.servers}" ${secret}>`]
    : [`<link name="irc2.test.local" port="1" ${secret}>`, `<link name="services.test.local" port="1" ${secret}>`];
  return `<config format="xml">
<server name="${name}" description="loopback" network="TestNet" id="${id}">
<admin name="a" nick="a" email="a@localhost">
<bind address="127.0.0.1" port="${ports.standard}" type="clients">
<bind address="127.0.0.1" port="${ports.tenfold}" type="clients">
<bind address="127.0.0.1" port="${ports.unlimited}" type="clients">
<bind address="127.0.0.1" port="${ports.tls}" type="clients" sslprofile="Clients">
<bind address="127.0.0.1" port="${ports.servers}" type="servers">
<path configdir="${folder}" datadir="${folder}" logdir="${folder}" moduledir="/usr/lib/inspircd/modules" runtimedir="${folder}">
<pid file="${folder}/inspircd.pid">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="ircd.log">
<connect name="unlimited" allow="127.0.0.1" port="${ports.unlimited},${ports.tls}" ${common} ${free}>
<connect name="tenfold" allow="127.0.0.1" port="${ports.tenfold}" commandrate="10000" ${common} ${limited}>
<connect name="standard" allow="127.0.0.1" commandrate="1000" ${common} ${limited}>
<performance nouserdns="yes">
<options casemapping="ascii" defaultmodes="not" exposeoperstats="no">
<limits maxnick="30" maxchan="64" maxline="512">
<class name="AllPrivs" commands="*" privs="*">
<type name="NetAdmin" classes="AllPrivs">
<oper name="root" password="operpass" host="*@*" type="NetAdmin">
${links.join('\n')}
<uline server="services.test.local" silent="yes">
<sasl target="services.test.local" requiressl="no">
<sslprofile name="Clients" provider="gnutls" certfile="cert.pem" keyfile="key.pem" hash="sha256" requestclientcert="yes">
<ircv3 accountnotify="yes" awaynotify="yes" extendedjoin="yes" standardreplies="yes">
<ctctags allowclientonlytags="${clientTags ? 'yes' : 'no'}">
<cloak mode="half" key="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" prefix="t-">
<chanhistory maxlines="50" prefixmsg="no">
<badword text="zzcensoredzz" replace="">
${modules.map((module) => `<module name="${module}">`).join('\n')}
`;
}
