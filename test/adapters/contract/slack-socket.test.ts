import { slackArena } from './arenas/slack.ts';
import { adapterContract } from './contract.ts';

adapterContract('Slack by Socket Mode', () => slackArena('socket'));
