import type { SandboxVm } from '../../platforms/sandboxes.ts';

/** The demo's VMs, but those that the week before made. */
export const vms: readonly SandboxVm[] = [
  vm('skaro', 2, '3c:1e:90:02', '0d6f8bd2-5b4c-4d0a-9c3b-3f6f1a1c2b57', 'a74e25a9-568d-479d-9413-fc000d2796f8', false),
  vm('gallifrey', 5, '7a:c4:05:d1', 'f3e8d23f-21c0-417d-9b5e-91bb4da9b926', '8be85a09-216d-439b-be54-e42aa5066926'),
  vm('androzani', 10, 'd4:e1:8d:c4', '0357405d-4046-4919-8312-eb89544fd575', '4e973e88-b75d-422e-890c-d9465b713472'),
  vm('clom', 11, '48:c9:d3:4d', '11fe9fd7-0ce9-4812-8bae-d9f1d69193c3', '000c66f9-9bd5-4a85-834d-96620faea7f4'),
  {
    ...vm(
      'karn',
      12,
      '65:a7:c0:31',
      '6653de8c-fa4d-47e1-857f-c871078307ae',
      '4d15730c-9606-4367-86c8-9b9468ff201f',
      false,
    ),
    crashed: true,
  },
  vm('mondas', 13, 'ee:c2:f0:c4', 'fe234a3c-e66a-4846-8e3c-762e9effb3fc', '3963386d-18ad-4c70-80ac-be95d3f82860'),
  vm('peladon', 14, '65:cd:97:74', '27fdea14-d934-408c-8b54-37ceecfc81c4', '44345b75-a438-4727-8690-d5ba42a85d55'),
  vm('sontar', 15, '01:73:22:6c', '3777eaba-f9f6-4aeb-88f7-95e88f41c6d1', 'fc83f023-6863-4a7a-8e0f-520d777e278a'),
  vm('telos', 16, '89:86:c5:d5', 'edda783c-dc73-49eb-846a-312abf72ca70', '26197e13-ceb0-4b47-8376-967a67b83bb9'),
  vm('trenzalore', 17, '10:60:4d:c5', 'f0217fe2-d8f1-4b6a-8550-f4bdaf0679c4', '17724719-f33e-4b68-8954-50c4cbdcb5ce'),
  vm('varos', 18, '6c:7c:47:de', '042481a8-53b7-41b8-837b-caf1bc1cfbdf', '57fbde60-ac58-417f-849b-c071f00c9c59'),
];

function vm(name: string, number: number, mac: string, volume: string, uuid: string, running = true): SandboxVm {
  return {
    name,
    instance: `${name}.xivo.vm.farm`,
    number,
    mac: `52:54:${mac}`,
    volume: `${volume}.disk0`,
    uuid,
    running,
  };
}
