"""The text from which the small tokenizer learns its merges, and the texts it is tested with."""

ENGLISH = """
The picture shows a small red boat on a calm lake in the morning. Behind the boat there are three green hills and a
white house with a brown roof. A man in a blue coat is standing on the shore; he holds a long stick in his left hand.
There is no dog in the image, and there are no other people. The water reflects the sky, which is pale and clear.
Describe this image. What do you see in the image? Remove what the image does not show, correct what is wrong and add
what is missing. You are a helpful assistant. You are a careful assistant, and you answer in one short sentence.
A red circle is at the top left, a blue square is in the middle, and a yellow star is at the bottom right of the image.
The background is grey. It's a large triangle, isn't it? I'm sure that they're small, we've seen them, and she'd agree.
Two children play with a ball in the garden while their mother reads a book under the tree near the old stone wall.
In the street there is a bus, a bicycle and several cars; the traffic light is green, and the shops are still closed.
The kitchen table is set for four: plates, glasses, bread, butter, a bowl of apples and a jug of water stand on it.
"""

TEXTS = [
    "",
    "Hello world",
    " Hello world",
    "Describe this image.",
    "A 224x224 photo costs $12.50!",
    "I'm  here\n\n  and it's  \n OK",
    "don't DON'T we'LL they'Re I'D you'vE 'tis 'S",
    "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8\u3001123",
    "e\u0301te\u0301 cafe\u0301",
    "\u00e9t\u00e9 caf\u00e9",
    "A\u030angstr\u00f6m \u212bngstr\u00f6m \u1e9b\u0323 \ufb01t",
    "\uac00\u1100\u1161 \u0915\u093c \u0958",
    ". \n\n x",
    "   trailing   ",
    " " * 64,
    "\t\tTab\tseparated\t\n",
    "\r\n\r\nWindows\r\nlines\r\n",
    "one\u00a0no-break\u2003em\u3000ideographic\u200bzero\u0085next\u2028line\u180emongol",
    "\U0001f642\U0001f44d\U0001f3fd emoji \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1eb\U0001f1f7",
    "\u017f: it'\u017f and \u212a",
    "x = a[i] += b->c; // <tag> {json: \"yes\"} \\n",
    "1234567890 3.14159 1,000,000 \u0661\u0662\u0663 \u00bd \u2167",
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd "
    "\u0917\u093e\u0930\u094d\u0921 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "snake_case camelCase kebab-case UPPER",
    "...!!!???---***\n\n\n###\n",
    "<|image_pad|>",
    "before<|image_pad|>after",
    " <|im_start|>user\nHi<|im_end|>\n",
    "<|vision_start|><|image_pad|><|image_pad|><|vision_end|>",
    "<|im_start|<|im_end|>|>",
    "<|IMAGE_PAD|> < |image_pad|> <|image_pad|",
    "<|endoftext|><|object_ref_start|>cat<|object_ref_end|><|box_start|>(1,2)<|box_end|><|quad_start|><|quad_end|>",
    "<|video_pad|>e\u0301<|vision_pad|>\u0301",
    "nul\x00 bell\x07 delete\x7f \ufeffbom \ufffd",
    "\U00020bb7\u91ce\u5bb6 \U0001d54f \U0010ffff",
    "Zalgo z\u0351\u0343\u0300\u0316a\u0300\u0301",
    "a" * 50 + " " + "ab" * 30,
    "mixed \u65e5\u672c English\u8a9e 12\u6708 caf\u00e9's na\u00efve co\u00f6perate",
    "  \n  \n\n   leading blank lines",
    "end with newline\n",
]
