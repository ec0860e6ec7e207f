/**
 * First line of a job that runs the LVM tools: they would complain, in what people read, of the job's lock, a descriptor the job
 * keeps open in everything it starts (lvm(8), LVM_SUPPRESS_FD_WARNINGS).
 */
export const quietLvm = 'export LVM_SUPPRESS_FD_WARNINGS=1';
