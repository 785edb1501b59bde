//! Who is calling: the SDK and its credentials against an emulator that checks them, and against servers that misbehave.

#[cfg(test)]
mod canaries;
#[cfg(test)]
mod keys;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod memory;
#[cfg(test)]
mod metadata_service;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod password_login;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod time;
#[cfg(test)]
mod tokens;
