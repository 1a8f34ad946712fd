-- What witnesses and authorities said is never changed, like the heads that they said it of. Run by the owner role.

CREATE TRIGGER cosignatures_stay BEFORE UPDATE OR DELETE ON seal.cosignatures
    FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER cosignatures_are_not_emptied BEFORE TRUNCATE ON seal.cosignatures
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER stamps_stay BEFORE UPDATE OR DELETE ON seal.stamps
    FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER stamps_are_not_emptied BEFORE TRUNCATE ON seal.stamps
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE seal.cosignatures ENABLE ALWAYS TRIGGER cosignatures_stay;
ALTER TABLE seal.cosignatures ENABLE ALWAYS TRIGGER cosignatures_are_not_emptied;
ALTER TABLE seal.stamps ENABLE ALWAYS TRIGGER stamps_stay;
ALTER TABLE seal.stamps ENABLE ALWAYS TRIGGER stamps_are_not_emptied;
