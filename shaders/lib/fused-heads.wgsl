// Which rows of W2 belong to which head. A shader that uses this file binds `params` with end_0 … end_7: the first
// row after each head's (heads that do not exist end where the last one does).
fn head_end(head: u32) -> u32 {
  switch (head) {
    case 0u: { return params.end_0; }
    case 1u: { return params.end_1; }
    case 2u: { return params.end_2; }
    case 3u: { return params.end_3; }
    case 4u: { return params.end_4; }
    case 5u: { return params.end_5; }
    case 6u: { return params.end_6; }
    default: { return params.end_7; }
  }
}

fn head_begin(head: u32) -> u32 {
  if (head == 0u) { return 0u; }
  return head_end(head - 1u);
}

fn head_of(row: u32) -> u32 {
  var head = 0u;
  while (head < 7u && row >= head_end(head)) { head++; }
  return head;
}
