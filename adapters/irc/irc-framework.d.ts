/** The part of irc-framework 4.14 that is used here; the package has no types of its own. */
declare module 'irc-framework' {
  interface Tags {
    readonly [name: string]: string;
  }

  /** A line as parsed, before it becomes an event. */
  interface RawMessage {
    readonly command: string;
    readonly params: readonly string[];
    readonly tags: Tags;
    readonly nick: string;
    readonly ident: string;
    readonly hostname: string;
  }

  interface From {
    readonly nick: string;
    readonly ident: string;
    readonly hostname: string;
    readonly tags: Tags;
    readonly batch?: { readonly type: string };
  }

  interface Targeted extends From {
    readonly target: string;
    readonly from_server: boolean;
  }

  interface Events {
    registered: { readonly nick: string };
    /** The end of the message of the day, or that there is none. */
    motd: unknown;
    privmsg: Targeted & { readonly message: string };
    notice: Targeted & { readonly message: string };
    tagmsg: Targeted;
    join: From & { readonly channel: string };
    part: From & { readonly channel: string };
    kick: From & { readonly channel: string; readonly kicked: string; readonly message: string };
    quit: From & { readonly message: string };
    invite: From & { readonly channel: string; readonly invited: string };
    nick: From & { readonly new_nick: string };
    'user updated': From & { readonly new_ident?: string; readonly new_hostname?: string };
    'displayed host': { readonly nick: string; readonly hostname: string };
    'nick in use': { readonly nick: string; readonly reason: string };
    'nick invalid': { readonly nick: string; readonly reason: string };
    loggedin: { readonly account: string };
    'sasl failed': { readonly reason: string; readonly message?: string };
    'irc error': { readonly error: string; readonly reason?: string };
    'users offline': { readonly nicks: readonly string[] };
    pong: { readonly message: string };
    'ping timeout': undefined;
    'socket close': Error | false | undefined;
  }

  interface NetworkOptions {
    readonly BOT?: string;
    readonly MONITOR?: string | true;
    readonly NICKLEN?: string;
    readonly CASEMAPPING?: string;
    readonly WHOX?: string | true;
  }

  /** Where bytes go; made anew by irc-framework for each connection. */
  interface Transport extends NodeJS.EventEmitter {
    connect(): void;
    writeLine(line: string, written?: () => void): void;
    close(force?: boolean): void;
    disposeSocket(): void;
    setEncoding(encoding: string): boolean;
  }

  interface Options {
    host: string;
    port: number;
    nick: string;
    username: string;
    gecos: string;
    version: string;
    auto_reconnect: boolean;
    enable_chghost: boolean;
    enable_echomessage: boolean;
    ping_interval: number;
    ping_timeout: number;
    sasl_mechanism?: string;
    sasl_disconnect_on_fail: boolean;
    account: { account?: string; password?: string | undefined };
    /** The server's own, sent as PASS. */
    password?: string;
    transport: new () => Transport;
  }

  class Client {
    readonly connected: boolean;
    readonly network: {
      readonly options: NetworkOptions;
      readonly cap: { isEnabled(name: string): boolean };
      supportsTag(name: string): boolean;
      isChannelName(name: string): boolean;
      /** Of `@#channel` the channel, and which of its people are meant; null: all, or it is no channel. */
      extractTargetGroup(target: string): object | null;
    };
    /** Makes events of lines. */
    readonly command_handler: { dispatch(line: RawMessage): void };
    readonly connection: {
      on(event: 'message', listener: (message: RawMessage) => void): void;
      end(data?: string | null, hadError?: boolean): void;
    };
    on<Name extends keyof Events>(event: Name, listener: (event: Events[Name]) => void): this;
    emit<Name extends keyof Events>(event: Name, what: Events[Name]): boolean;
    connect(options: Partial<Options>): void;
    raw(line: string): void;
    say(target: string, message: string): void;
    join(channel: string, key?: string): void;
    changeNick(nick: string): void;
    addMonitor(nick: string): void;
    removeMonitor(nick: string): void;
    quit(message: string): void;
  }

  const framework: { readonly Client: typeof Client };

  export type { Client, Events, From, Options, RawMessage, Tags, Targeted, Transport };
  export default framework;
}

declare module 'irc-framework/src/client.js' {
  import framework from 'irc-framework';

  const IrcClient: typeof framework.Client;
  export default IrcClient;
}
