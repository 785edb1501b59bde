//! The emulator as its clients see it: over loopback HTTP, byte by byte.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod client;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod hostile_clients;
#[cfg(test)]
mod iam;
#[cfg(test)]
mod metadata;
#[cfg(test)]
mod running;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod signer;
#[cfg(test)]
mod states;
