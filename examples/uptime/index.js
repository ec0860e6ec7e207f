import { definePlugin } from 'farmhand/plugin';
import { notice } from './notice.js';
import { noticeLine } from './notice-line.js';
import { uptime } from './uptime.js';

/** What farmhand loads. A platform would stand here too, as `platforms: [...]`. */
export default definePlugin({ api: 2, name: 'uptime', commands: [uptime, notice], actions: [noticeLine] });
