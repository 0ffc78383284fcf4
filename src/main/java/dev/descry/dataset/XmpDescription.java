package dev.descry.dataset;

import com.adobe.internal.xmp.XMPConst;
import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.options.SerializeOptions;
import com.adobe.internal.xmp.properties.XMPProperty;
import java.io.IOException;

/** The Dublin Core description in an XMP packet, its default language. */
final class XmpDescription {
    private static final String NAME = "description";

    private XmpDescription() {}

    static String read(byte[] packet) throws IOException {
        try {
            if (packet.length == 0) {
                return "";
            }
            XMPProperty found = XMPMetaFactory.parseFromBuffer(packet)
                    .getLocalizedText(XMPConst.NS_DC, NAME, null, XMPConst.X_DEFAULT);
            return found == null || found.getValue() == null ? "" : found.getValue();
        } catch (XMPException e) {
            throw new IOException("no XMP packet (" + e.getMessage() + ")", e);
        }
    }

    static byte[] write(byte[] old, String text) throws IOException {
        try {
            XMPMeta packet = old.length == 0 ? XMPMetaFactory.create() : XMPMetaFactory.parseFromBuffer(old);
            packet.setLocalizedText(XMPConst.NS_DC, NAME, null, XMPConst.X_DEFAULT, text);
            return XMPMetaFactory.serializeToBuffer(
                    packet, new SerializeOptions().setUseCanonicalFormat(true).setOmitPacketWrapper(true));
        } catch (XMPException e) {
            throw new IOException("no XMP packet (" + e.getMessage() + ")", e);
        }
    }
}
