//! What a server, a network or a certificate can do wrong, and what the SDK says then.
//!
//! Each row of the table is tried with both operations, on real sockets and all rows side by side. Whatever goes wrong,
//! [`row`] checks first that the SDK did not lie: it never says that nothing was sent or that the call was refused when
//! the server has processed it, it never says done without a 2xx, and it never sends an action twice that may have been
//! processed. Then come the kind, the status, the number of attempts, the time and the traffic that the row expects.

#[cfg(test)]
mod connections;
#[cfg(test)]
mod error_bodies;
#[cfg(test)]
mod floods;
#[cfg(test)]
mod framing;
#[cfg(test)]
mod keep_alive;
#[cfg(test)]
mod redirects;
#[cfg(test)]
mod row;
#[cfg(test)]
mod stalls;
#[cfg(test)]
mod statuses;
#[cfg(test)]
mod throttling;
#[cfg(test)]
mod tls;

#[test]
fn the_table_has_rows_for_every_concern() {
    let sizes = [
        ("connections", connections::rows().len(), 10),
        ("error bodies", error_bodies::rows().len(), 200),
        ("floods", floods::rows().len(), 8),
        ("framing", framing::rows().len(), 40),
        ("redirects", redirects::rows(0).len(), 40),
        ("stalls", stalls::rows().len(), 6),
        ("statuses", statuses::rows().len(), 15),
        ("throttling", throttling::rows().len(), 20),
        ("tls", tls::rows().len(), 8),
    ];
    for (concern, rows, least) in sizes {
        assert!(rows >= least, "{concern}: {rows} rows, fewer than {least}");
    }
    let sum: usize = sizes.iter().map(|(_, rows, _)| rows).sum();
    assert!(sum >= 400, "{sum} rows: {sizes:?}");
}
