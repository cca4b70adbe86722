//! SSH keys and the signatures that `ssh-keygen -Y sign` makes with them (OpenSSH PROTOCOL.sshsig,
//! PROTOCOL.u2f).

mod key_line;
mod sshsig;
mod wire;

pub(super) use key_line::Key;
pub(super) use sshsig::Sshsig;
