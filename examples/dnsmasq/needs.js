import { privilegedCommand, privilegedForFile } from 'farmhand/plugin';
import { dnsmasqOf } from './settings.js';

/** @typedef {import('farmhand/plugin').FarmSettings} Farm */

/**
 * What `farmhand doctor` looks for on the host.
 *
 * @param {Farm} farm
 * @returns {readonly import('farmhand/plugin').HostNeeds[]}
 */
export function needs(farm) {
  const { host, file } = dnsmasqOf(farm);
  return [
    {
      host,
      role: 'dhcp',
      tools: [{ program: 'dnsmasq', package: 'dnsmasq' }],
      paths: [{ path: file, is: 'file', setting: 'dhcp.file' }],
    },
  ];
}

/**
 * What `farmhand doctor --sudoers` allows: to edit the file, and to send the signal.
 *
 * @param {Farm} farm
 * @returns {readonly import('farmhand/plugin').Privileged[]}
 */
export function privileged(farm) {
  const { host, file, reload } = dnsmasqOf(farm);
  return [{ host, title: 'DHCP', commands: [...privilegedForFile(file), privilegedCommand(reload)] }];
}

/**
 * Commands that farm.yaml sets: the doctor looks whether their programs are there.
 *
 * @param {Farm} farm
 * @returns {readonly import('farmhand/plugin').SetCommand[]}
 */
export function commands(farm) {
  const { host, reload } = dnsmasqOf(farm);
  return [{ host, words: reload, setting: 'dhcp.reload' }];
}
