package accounts.testing;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.crac.CheckpointException;
import org.crac.Context;
import org.crac.Resource;
import org.crac.RestoreException;

/** Calls hooks in the order that Lambda's runtime does, and like it holds them weakly. */
public final class WeakContext extends Context<Resource> {
  private final List<WeakReference<Resource>> resources = new ArrayList<>();

  @Override
  public void register(Resource resource) {
    resources.add(new WeakReference<>(resource));
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
    checkpoint();
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) throws RestoreException {
    restore();
  }

  /** Before the snapshot: the last registered first. */
  public void checkpoint() {
    try {
      for (Resource resource : living().reversed()) {
        resource.beforeCheckpoint(this);
      }
    } catch (Exception e) {
      throw new AssertionError("The version would not be published", e);
    }
  }

  /** After the restore: the first registered first. */
  public void restore() {
    try {
      for (Resource resource : living()) {
        resource.afterRestore(this);
      }
    } catch (Exception e) {
      throw new AssertionError("The environment would not start", e);
    }
  }

  /** Has the JVM let go of what nobody holds. */
  public void collectGarbage() {
    WeakReference<Object> nobodys = new WeakReference<>(new Object());
    while (nobodys.get() != null) {
      System.gc();
    }
  }

  private List<Resource> living() {
    List<Resource> living = new ArrayList<>();
    for (WeakReference<Resource> reference : resources) {
      Resource resource = reference.get();
      if (resource != null) {
        living.add(resource);
      }
    }
    return living;
  }
}
