//! Bytes that leave no copy behind.

use std::io::{self, Read, Write};
use std::ops::Deref;

use zeroize::Zeroizing;

/// Bytes that are overwritten when they go, and that leave no copy behind when they grow.
///
/// A plain vector that grows moves to other memory and leaves what it held where it was.
#[derive(Default)]
pub(crate) struct SecretBuffer(Zeroizing<Vec<u8>>);

impl SecretBuffer {
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.0.capacity())));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
    }

    /// What a reader gives, up to a limit.
    pub(crate) fn read(reader: impl Read, limit: u64) -> io::Result<Self> {
        let mut reader = reader.take(limit);
        let mut buffer = Self::default();
        // The standard library's loops read into a buffer that nobody overwrites.
        let mut chunk = Zeroizing::new(vec![0; 4096]);
        loop {
            match reader.read(&mut chunk) {
                Ok(0) => return Ok(buffer),
                Ok(length) => buffer.extend(&chunk[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Write for SecretBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Deref for SecretBuffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for SecretBuffer {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_was_put_into_it_however_it_grew() {
        let mut buffer = SecretBuffer::default();
        for number in 0..100_u8 {
            buffer.extend(&[number; 7]);
        }
        let bytes: Vec<_> = (0..100_u8).flat_map(|number| [number; 7]).collect();
        assert_eq!(*buffer, *bytes);
    }

    #[test]
    fn a_reader_is_read_up_to_the_limit() {
        let buffer = SecretBuffer::read(io::repeat(b'x'), 10).unwrap();
        assert_eq!(*buffer, *b"xxxxxxxxxx");
    }
}
