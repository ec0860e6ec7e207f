/** `farmhand --help`. */
export const usage = `farmhand: chat-ops for a farm of virtual machines

  farmhand start               the bot: hears and answers where farm.yaml says (with no chat in it, on this terminal)
  farmhand start --no-work     the bot, where farmhand worker does the work
  farmhand worker              works on runs and is in no chat: as many as you like, on any machine, with REDIS_URL
  farmhand demo                the same on a sandbox farm: nothing else is needed, nothing real is touched; /tour shows you around
  farmhand demo --farm modern  the same where DNS takes dynamic updates and DHCP is another server
  farmhand demo --web          the same, with its pages in your browser
  farmhand say 'COMMAND'       one command from here: farmhand say '!status gallifrey-dev'
  farmhand say --json [--follow] 'COMMAND'
                               what it comes to as one JSON document; --follow: after a line for each event of its runs, to their end
  farmhand reload              reads farm.yaml anew, checked first: every process of the farm goes by it from then on
  farmhand audit verify        reads the whole journal again: was anything in it altered, removed or reordered?
  farmhand audit export        its events as JSON lines, each with its hash, to be verified and kept elsewhere
  farmhand journal copy FROM TO
                               moves history between a SQLite file and a Redis (redis://…), to the letter
  farmhand journal new         begins a journal at run 1 where the one that was used before is gone
  farmhand journal accept      goes on with the journal that is there, where another one was used before
  farmhand unpin ACCOUNT [NETWORK]
                               lets an IRC account in again that was dropped and registered anew
  farmhand init [[USER@]HOST[:PORT][=FINGERPRINT] ...]
                               writes a first farm.yaml: asks for hosts, a cluster's master first, looks what is there, says what it guessed
  farmhand host-key HOST       shows the key a host has, and writes it to known_hosts once you have compared it
  farmhand check [FILE]        reads farm.yaml, or that file, and says what is wrong in it, a line each; takes no host and no secret
  farmhand doctor              looks at configuration, keys, hosts and chat, and says how to mend what is wrong
  farmhand doctor --sudoers [--host HOST]
                               the sudoers file of each host that is not reached as root, or of one
  farmhand doctor --plugins    tries the examples of the plugins that farm.yaml names, on a sandbox farm
  farmhand schema              the JSON Schema of farm.yaml, for editors
  farmhand schema output       the JSON Schema of what --json prints

  -f, --farm FILE   farm.yaml (default: FARMHAND_FARM, else farm.yaml in this folder)
  --key FILE        private key the hosts are reached with (init; default ~/.ssh/farmhand, else the ssh-agent)
  --concurrency N   how many runs it works on at once (start and worker; default 12)
  --json            what it comes to as one JSON document (say, audit verify)
  --from SEQ        the first event to be exported (audit export; default 1)
  -h, --help        this
  -v, --version     which farmhand this is

Secrets come from the environment, or from .env in this folder.
Ends with 0 when done, 1 when something was refused or failed, 2 when the command line made no sense,
3 when a run waits for approval.
`;
