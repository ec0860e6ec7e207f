# ssh.service, for systemctl: the sandbox's own server, which is always there.
start_service() { :; }
