package dev.descry.onnx;

/**
 * One row of a step: the newest token of an answer, or of one of the answers a beam search follows.
 *
 * @param slot whose memory it goes on from
 * @param held tokens that the slot holds, this one not among them
 * @param position of the token
 */
record Branch(int slot, int token, int held, long position) {}
