//! Removes match arms that can never be taken.

use syn::{Arm, Expr, ExprLit, File, ImplItem, Lit, Pat, PatRange, RangeLimits, Stmt};

use super::constructors::methods_of_client;

/// Removes each arm for a status that a range before it has taken already.
///
/// With a `403` beside a `4XX`, progenitor emits `400..=499` first and `403` after it: the compiler would warn of an
/// unreachable pattern. Both arms do the same, because the lint demands one error schema for an operation.
pub(super) fn remove_unreachable(file: &mut File) {
    for methods in file.items.iter_mut().filter_map(methods_of_client) {
        for item in methods {
            if let ImplItem::Fn(method) = item
                && let Some(Stmt::Expr(Expr::Match(last), None)) = method.block.stmts.last_mut()
            {
                retain_reachable(&mut last.arms);
            }
        }
    }
}

fn retain_reachable(arms: &mut Vec<Arm>) {
    let mut taken: Vec<(u16, u16)> = Vec::new();
    arms.retain(|arm| {
        let Some((first, last)) = statuses(&arm.pat) else {
            return true;
        };
        let reachable = !taken.iter().any(|(a, z)| *a <= first && last <= *z);
        taken.push((first, last));
        reachable
    });
}

/// The statuses that a pattern such as `403` or `400..=499` takes, both included.
fn statuses(pattern: &Pat) -> Option<(u16, u16)> {
    match pattern {
        Pat::Lit(literal) => number(literal).map(|status| (status, status)),
        Pat::Range(PatRange {
            start: Some(start),
            limits: RangeLimits::Closed(_),
            end: Some(end),
            ..
        }) => match (&**start, &**end) {
            (Expr::Lit(start), Expr::Lit(end)) => Some((number(start)?, number(end)?)),
            _ => None,
        },
        _ => None,
    }
}

fn number(literal: &ExprLit) -> Option<u16> {
    match &literal.lit {
        Lit::Int(number) => number.base10_parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refine::code;
    use syn::parse_quote;

    #[test]
    fn an_arm_that_an_earlier_range_covers_is_removed() {
        let mut file: File = parse_quote! {
            impl Client {
                pub async fn call(&self) {
                    match status {
                        200u16 => ok(),
                        400u16..=499u16 => error(),
                        403u16 => error(),
                        500u16..=599u16 => error(),
                        _ => unexpected(),
                    }
                }
            }
        };
        remove_unreachable(&mut file);
        let expected: File = parse_quote! {
            impl Client {
                pub async fn call(&self) {
                    match status {
                        200u16 => ok(),
                        400u16..=499u16 => error(),
                        500u16..=599u16 => error(),
                        _ => unexpected(),
                    }
                }
            }
        };
        assert_eq!(code(&file.items), code(&expected.items));
    }

    #[test]
    fn an_arm_before_the_range_that_covers_it_stays() {
        let mut file: File = parse_quote! {
            impl Client {
                pub async fn call(&self) {
                    match status {
                        403u16 => forbidden(),
                        400u16..=499u16 => error(),
                    }
                }
            }
        };
        let before = file.clone();
        remove_unreachable(&mut file);
        assert_eq!(code(&file.items), code(&before.items));
    }
}
